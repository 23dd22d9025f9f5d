//! The SPARQL by which a report chooses its events and counts the others.
//!
//! All of it is SPARQL 1.1 over the default graph, without property paths, so
//! that any endpoint answers it as our store does.

use super::model::{Filter, Named};
use crate::rdf::thing_iri;
use crate::vocabulary::silk;

/// That it is an event. Where a date is asked for this is left out, because
/// nothing but events has `silk:date`, and asking costs more than the rest.
const EVENT: &str = "?event a silk:Event .";

/// The prefixes of all these queries.
fn prefixes() -> String {
    format!(
        "PREFIX silk: <{}> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> \
         PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> \
         PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n",
        silk::PREFIX.as_str()
    )
}

/// The events that the filter may admit: all that it admits and few more.
///
/// A date is looked up in two ways, so that neither reads every event of the
/// graph in full: by the day it sorts by; and those wider than a day, which are
/// the fewer, by their bounds.
pub(super) fn events(filter: &Filter) -> String {
    let chosen = conditions(filter).unwrap_or_default();
    let (from, to) = (filter.from, filter.to);
    if !filter.is_dated() {
        return format!("{}SELECT DISTINCT ?event {{ {chosen} {EVENT} }}", prefixes());
    }
    let day = |name: &str, sign: &str, day: Option<chrono::NaiveDate>| {
        day.map(|day| format!("FILTER(?{name} {sign} \"{day}\"^^xsd:date) ")).unwrap_or_default()
    };
    let within =
        format!("?event silk:date ?date . {}{}", day("date", ">=", from), day("date", "<=", to));
    let reaching = format!(
        "VALUES ?precision {{ silk:week silk:month silk:season silk:year silk:decade silk:interval \
         silk:open }} ?event silk:precision ?precision ; silk:date ?date . \
         OPTIONAL {{ ?event silk:earliest ?earliest }} OPTIONAL {{ ?event silk:latest ?latest }} {}{}",
        to.map(|to| format!("FILTER(!BOUND(?earliest) || ?earliest <= \"{to}\"^^xsd:date) "))
            .unwrap_or_default(),
        from.map(|from| format!("FILTER(!BOUND(?latest) || ?latest >= \"{from}\"^^xsd:date) "))
            .unwrap_or_default(),
    );
    let ways: Vec<String> =
        [within, reaching].iter().map(|way| format!("{{ {way} {chosen} }}")).collect();
    format!("{}SELECT DISTINCT ?event {{ {} }}", prefixes(), ways.join(" UNION "))
}

/// How many events there are.
pub(super) fn count_all() -> String {
    format!("{}SELECT (COUNT(*) AS ?n) {{ {EVENT} }}", prefixes())
}

/// How many events the filter chooses, whatever their date; `None` where it
/// chooses all.
pub(super) fn count_chosen(filter: &Filter) -> Option<String> {
    let chosen = conditions(filter)?;
    Some(format!("{}SELECT (COUNT(DISTINCT ?event) AS ?n) {{ {chosen} {EVENT} }}", prefixes()))
}

/// How many of these have a date.
pub(super) fn count_dated(filter: &Filter) -> String {
    let chosen = conditions(filter).unwrap_or_default();
    // Each has one.
    let what = if chosen.is_empty() { "*" } else { "DISTINCT ?event" };
    format!("{}SELECT (COUNT({what}) AS ?n) {{ {chosen} ?event silk:date ?date }}", prefixes())
}

/// How many articles the graph holds.
pub(super) fn count_articles() -> String {
    format!("{}SELECT (COUNT(*) AS ?n) {{ GRAPH ?g {{ ?article a silk:Article }} }}", prefixes())
}

/// How many outlets published them.
pub(super) fn count_outlets() -> String {
    format!(
        "{}SELECT (COUNT(DISTINCT ?outlet) AS ?n) {{ GRAPH ?g {{ ?article silk:outlet ?outlet }} }}",
        prefixes()
    )
}

/// All that is told of these events.
pub(super) fn described(events: &[&str]) -> String {
    each(events, "?s ?p ?o")
}

/// What the headline, date and setting of these events are made of.
pub(super) fn summarised(events: &[&str]) -> String {
    const TOLD: [&str; 16] = [
        "rdf:type",
        "rdfs:label",
        "silk:status",
        "silk:date",
        "silk:earliest",
        "silk:latest",
        "silk:edtf",
        "silk:precision",
        "silk:dateBasis",
        "silk:country",
        "silk:participant",
        "silk:place",
        "silk:recurrence",
        "silk:claimCount",
        "silk:articleCount",
        "silk:outletCount",
    ];
    each(events, &format!("?s ?p ?o . {}", only(&TOLD)))
}

/// Type, name and state of these things.
pub(super) fn named(things: &[&str]) -> String {
    each(things, &format!("?s ?p ?o . {}", only(&["rdf:type", "rdfs:label", "silk:country"])))
}

/// What a report quotes of these claims.
pub(super) fn claimed(claims: &[&str]) -> String {
    const TOLD: [&str; 6] = ["sentence", "status", "pattern", "begin", "end", "trigger"];
    in_articles(claims, &TOLD)
}

/// The words of these sentences, if the graph has them, and where they begin
/// and end.
pub(super) fn worded(sentences: &[&str]) -> String {
    in_articles(sentences, &["text", "begin", "end"])
}

/// What is known of these articles.
pub(super) fn published(articles: &[&str]) -> String {
    in_articles(articles, &["title", "outlet", "url", "published"])
}

/// The triples of each thing in the graphs of articles, of some properties.
fn in_articles(things: &[&str], properties: &[&str]) -> String {
    let properties: Vec<String> = properties.iter().map(|p| format!("silk:{p}")).collect();
    let properties: Vec<&str> = properties.iter().map(String::as_str).collect();
    each(things, &format!("GRAPH ?g {{ ?s ?p ?o }} {}", only(&properties)))
}

fn only(properties: &[&str]) -> String {
    format!("FILTER(?p IN ({}))", properties.join(", "))
}

/// The triples of each thing. All properties are read at once, because to look
/// each up costs a database more than to leave the others out.
fn each(things: &[&str], pattern: &str) -> String {
    let all: String = things.iter().map(|iri| format!("<{iri}> ")).collect();
    let prefixes = prefixes();
    format!("{prefixes}CONSTRUCT {{ ?s ?p ?o }} WHERE {{ VALUES ?s {{ {all}}} {pattern} }}")
}

/// The events whose articles contradict each other.
pub(super) fn contradicted() -> String {
    format!(
        "{}SELECT DISTINCT ?event {{ ?claim silk:contradicts ?other . ?event silk:claim ?claim }}",
        prefixes()
    )
}

/// The actor, place or group with this identifier or name.
pub(super) fn called(text: &str) -> String {
    // The escapes of JSON are among those of SPARQL.
    let name = serde_json::Value::from(text.to_lowercase());
    format!(
        "{}SELECT ?thing {{ VALUES ?class {{ \
         silk:Country silk:Person silk:Organisation silk:Office silk:Place silk:Group }} \
         ?thing a ?class ; rdfs:label ?label . \
         FILTER(LCASE(STR(?label)) = {name} || ?thing = <{}>) }} ORDER BY ?thing LIMIT 1",
        prefixes(),
        thing_iri(text)
    )
}

/// What the filter asks for but the period; `None` where it asks for nothing.
fn conditions(filter: &Filter) -> Option<String> {
    let mut parts: Vec<String> = Vec::new();
    let thing = |named: &Named| format!("<{}>", thing_iri(&named.id));
    parts.extend(filter.country.iter().map(|c| format!("?event silk:country {} .", thing(c))));
    for (number, actor) in filter.actor.iter().enumerate() {
        // In any role, also as host, target or destination.
        parts.push(format!(
            "?event ?role{number} {} . FILTER(?role{number} NOT IN \
             (silk:country, silk:place, silk:source))",
            thing(actor)
        ));
    }
    if !filter.types.is_empty() {
        let types: Vec<String> = filter.types.iter().map(|t| format!("silk:{t}")).collect();
        parts.push(format!("VALUES ?type {{ {} }} ?event a ?type .", types.join(" ")));
    }
    if !filter.status.is_empty() {
        let statuses: Vec<String> = filter.status.iter().map(|s| format!("silk:{s}")).collect();
        parts.push(format!(
            "VALUES ?status {{ {} }} ?event silk:status ?status .",
            statuses.join(" ")
        ));
    }
    (!parts.is_empty()).then(|| parts.join(" "))
}
