//! The IRIs of the graph: terms as Sophia's namespaces, prefixes for people.
//!
//! `ontology/silkgraph.ttl` says what the terms mean; `tests/ontology.rs` holds
//! that file and this one to each other.

use sophia_api::ns::NsTerm;

/// Everything of ours begins with this.
pub const BASE: &str = "https://w3id.org/silkgraph/";

/// Things: entities, events, articles.
pub const ID: &str = "https://w3id.org/silkgraph/id/";

/// Articles, each of which is also the graph of its claims.
pub const ARTICLE: &str = "https://w3id.org/silkgraph/id/article/";

/// The prefixes that every query and every readable output knows.
pub const PREFIXES: &[(&str, &str)] = &[
    ("silk", "https://w3id.org/silkgraph/ns#"),
    ("id", ID),
    ("article", ARTICLE),
    ("code", "https://w3id.org/silkgraph/code/"),
    ("wd", "http://www.wikidata.org/entity/"),
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
    ("skos", "http://www.w3.org/2004/02/skos/core#"),
    ("owl", "http://www.w3.org/2002/07/owl#"),
    ("dcterms", "http://purl.org/dc/terms/"),
    ("schema", "https://schema.org/"),
    ("sem", "http://semanticweb.cs.vu.nl/2009/11/sem/"),
    ("prov", "http://www.w3.org/ns/prov#"),
    ("nif", "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#"),
    ("time", "http://www.w3.org/2006/time#"),
];

/// A namespace and the list of its terms.
macro_rules! vocabulary {
    ($iri:literal, $($term:ident),* $(,)?) => {
        sophia_api::namespace!($iri, $($term),*);

        /// All terms, to be compared with the ontology.
        pub static TERMS: &[&super::NsTerm] = &[$(&$term),*];
    };
}

/// The terms of silkgraph.
#[rustfmt::skip]
pub mod silk {
    use sophia_api::namespace;

    vocabulary!(
        "https://w3id.org/silkgraph/ns#",
        // layers
        Record, Event, Claim, Article, Sentence,
        // who and where
        Entity, Actor, Country, Person, Organisation, Office, Group, Place, TermOfOffice,
        TermOfMembership,
        // event types
        Visit, Meeting, Summit, Agreement, Exercise, Statement,
        Support, Sanction, Deployment, Clash, Membership, Relation,
        // roles filled by entities
        participant, visitor, destination, host, organisation, party, signer, speaker, target,
        addressee, provider, recipient, imposer, actor, member, place, source, country, status,
        // roles filled by words
        mode, name, form, field, stance, kind, amount, sum, currency, change,
        recurrence, count, ordinal,
        // time
        date, earliest, latest, edtf, precision, dateBasis, dateText,
        // evidence
        claim, claims, sentence, article, number, begin, end, text, trigger, extractor, pattern,
        order, written, title, outlet, published, url, language, claimCount, articleCount, outletCount,
        toldBy, key,
        // between events, between claims
        partOf, contradicts,
        // entities
        memberOf, capital, region, within, holder, office, body, from, to, coreRole,
        // statuses, precisions, bases of dates
        Status, occurred, ongoing, planned, possible, negated, cancelled,
        Precision, day, week, month, season, year, decade, interval, open,
        DateBasis, explicit, relative, bounded
    );
}

/// The terms of Dublin Core that the graph uses.
pub mod dcterms {
    use sophia_api::namespace;

    vocabulary!("http://purl.org/dc/terms/", replaces);
}

/// The terms of SKOS that the graph uses.
pub mod skos {
    use sophia_api::namespace;

    vocabulary!("http://www.w3.org/2004/02/skos/core#", altLabel, exactMatch);
}

/// The IRI with its namespace shortened to a prefix: `id:xi-jinping`. `None`
/// where no prefix fits.
pub fn shorten(iri: &str) -> Option<String> {
    PREFIXES
        .iter()
        .filter_map(|(prefix, namespace)| Some((prefix, iri.strip_prefix(namespace)?)))
        .min_by_key(|(_, local)| local.len())
        .map(|(prefix, local)| format!("{prefix}:{local}"))
}

/// The IRI that a prefixed name stands for; `None` for an unknown prefix.
pub fn expand(name: &str) -> Option<String> {
    let (prefix, local) = name.split_once(':')?;
    let (_, namespace) = PREFIXES.iter().find(|(p, _)| *p == prefix)?;
    Some(format!("{namespace}{local}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixed_names_go_both_ways() {
        for name in ["id:xi-jinping", "silk:Visit", "article:a1#c2", "wd:Q15031"] {
            let iri = expand(name).unwrap();
            assert_eq!(shorten(&iri).as_deref(), Some(name));
        }
        assert_eq!(shorten("https://example.org/x"), None);
        assert_eq!(expand("nowhere:x"), None);
    }

    #[test]
    fn namespaces_are_those_of_the_prefixes() {
        for (prefix, namespace) in
            [("silk", silk::PREFIX.as_str()), ("skos", skos::PREFIX.as_str())]
        {
            assert_eq!(expand(&format!("{prefix}:")).as_deref(), Some(namespace));
        }
    }
}
