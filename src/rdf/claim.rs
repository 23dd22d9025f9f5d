//! An article's graph: the article, its sentences and its claims.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;

use sophia_api::ns::{rdfs, xsd};
use sophia_api::term::SimpleTerm;

use super::write::{Subject, Writer, encode, sentence_iri, term};
use super::{ArticleMeta, Quad, Reading, article_iri, claim_iri, thing_iri};
use crate::event::{Entity, Record, Statement};
use crate::text::Span;
use crate::time::{Basis, Precision, Time};
use crate::vocabulary::silk;

/// The graph of an article: what is known of it, the sentences in which claims
/// stand, one claim per statement, and the entities that the claims name. It
/// stands on its own: [`read_article`](super::read_article) needs no more.
///
/// With `texts` false the words of sentences are left out; their places in the
/// article stay.
pub fn claim_quads(
    reading: &Reading,
    texts: bool,
) -> impl Iterator<Item = Result<Quad, Infallible>> + '_ {
    let article = &reading.article;
    let graph = move || Writer::new(Some(article_iri(&article.id)));
    let claims = reading.statements.iter().enumerate().flat_map(move |(number, statement)| {
        let mut out = graph();
        write_claim(&mut out, reading, number, statement);
        out.finish()
    });
    let mut out = graph();
    write_article(&mut out, article, &reading.keys);
    write_sentences(&mut out, reading, texts);
    for entity in entities(reading).into_values() {
        write_entity(&mut out, entity);
    }
    out.finish().into_iter().chain(claims).map(Ok)
}

fn write_article(out: &mut Writer, article: &ArticleMeta, keys: &[String]) {
    let mut node = out.about(article_iri(&article.id));
    node.a("Article");
    node.maybe_text(silk::title, article.title.as_deref());
    node.date(silk::published, article.published);
    node.maybe_text(silk::outlet, article.source.as_deref());
    if let Some(url) = &article.url {
        node.typed(silk::url, url, xsd::anyURI);
    }
    node.maybe_text(silk::language, article.language.as_deref());
    for key in keys {
        node.text(silk::key, key);
    }
}

fn write_sentences(out: &mut Writer, reading: &Reading, texts: bool) {
    let id = &reading.article.id;
    let told: BTreeSet<usize> = reading.statements.iter().map(|s| s.sentence).collect();
    for number in told {
        let mut node = out.about(sentence_iri(id, number));
        node.a("Sentence");
        node.iri(silk::article, article_iri(id));
        node.number(silk::number, number);
        if let Ok(at) = reading.sentences.binary_search_by_key(&number, |s| s.number) {
            let sentence = &reading.sentences[at];
            write_span(&mut node, sentence.span);
            if texts {
                node.text(silk::text, &sentence.text);
            }
        }
    }
}

fn write_claim(out: &mut Writer, reading: &Reading, number: usize, statement: &Statement) {
    let article = &reading.article.id;
    let mut node = out.about(claim_iri(article, number));
    node.a("Claim");
    node.iri(silk::claims, class_iri(statement.record.event.name()));
    node.iri(silk::article, article_iri(article));
    node.iri(silk::sentence, sentence_iri(article, statement.sentence));
    write_span(&mut node, statement.span);
    node.text(silk::trigger, &statement.trigger);
    node.text(silk::extractor, &statement.extractor);
    node.text(silk::pattern, &statement.pattern);
    write_record(&mut node, &statement.record);
    for entity in entities_of(&statement.record) {
        if let Some(name) = &entity.written {
            node.text(silk::written, &format!("{} {name}", encode(&entity.id)));
        }
    }
}

/// Begin and end, in characters of the article's clean text.
fn write_span(node: &mut Subject<'_>, span: Span) {
    node.number(silk::begin, span.start);
    node.number(silk::end, span.end);
}

/// All of a record but its type.
pub(super) fn write_record(node: &mut Subject<'_>, record: &Record) {
    node.iri(silk::status, class_iri(record.status.name()));
    for (role, fillers) in &record.roles {
        write_fillers(node, role, fillers);
    }
    write_fillers(node, "place", &record.place);
    write_fillers(node, "source", &record.source);
    for (name, value) in &record.values {
        match name.as_str() {
            "sum" => node.typed(silk::sum, value, xsd::decimal),
            "ordinal" => node.typed(silk::ordinal, value, xsd::integer),
            _ => node.text(term(name), value),
        }
    }
    if let Some(recurrence) = &record.recurrence {
        node.typed(silk::recurrence, &duration(recurrence), xsd::duration);
    }
    if let Some(count) = record.count {
        node.number(silk::count, count as usize);
    }
    if let Some(time) = &record.time {
        write_time(node, time);
    }
}

fn write_fillers(node: &mut Subject<'_>, role: &str, fillers: &[Entity]) {
    let property: SimpleTerm<'static> = term(role);
    for entity in fillers {
        node.iri(&property, thing_iri(&entity.id));
    }
    if !fillers.is_sorted() {
        let ids: Vec<String> = fillers.iter().map(|e| encode(&e.id)).collect();
        node.text(silk::order, &format!("{} {}", encode(role), ids.join(" ")));
    }
}

fn write_time(node: &mut Subject<'_>, time: &Time) {
    node.text(silk::edtf, &time.edtf);
    node.date(silk::earliest, time.earliest);
    node.date(silk::latest, time.latest);
    node.iri(silk::precision, class_iri(precision_name(time.precision)));
    node.iri(silk::dateBasis, class_iri(basis_name(time.basis)));
    node.text(silk::dateText, &time.text);
}

/// What a record says of an entity that fills one of its roles.
pub(super) fn write_entity(out: &mut Writer, entity: &Entity) {
    let mut node = out.about(thing_iri(&entity.id));
    node.a(entity.kind.name());
    node.text(rdfs::label, &entity.name);
    if let Some(country) = &entity.country {
        node.iri(silk::country, thing_iri(country));
    }
}

/// The entities of a record, each once.
pub(super) fn entities_of(record: &Record) -> impl Iterator<Item = &Entity> {
    record.roles.values().flatten().chain(&record.place).chain(&record.source)
}

fn entities(reading: &Reading) -> BTreeMap<&str, &Entity> {
    let mut all = BTreeMap::new();
    for entity in reading.statements.iter().flat_map(|s| entities_of(&s.record)) {
        all.entry(entity.id.as_str()).or_insert(entity);
    }
    all
}

/// The IRI of a class or individual of ours.
pub(crate) fn class_iri(local: &str) -> String {
    format!("{}{local}", silk::PREFIX.as_str())
}

/// XML Schema knows no weeks: `P2W` is written `P14D`.
fn duration(iso: &str) -> String {
    let weeks = iso.strip_prefix('P').and_then(|d| d.strip_suffix('W'));
    match weeks.and_then(|w| w.parse::<u32>().ok()) {
        Some(weeks) => format!("P{}D", u64::from(weeks) * 7),
        None => iso.to_owned(),
    }
}

/// The local name of a precision.
pub(super) fn precision_name(precision: Precision) -> &'static str {
    match precision {
        Precision::Day => "day",
        Precision::Week => "week",
        Precision::Month => "month",
        Precision::Season => "season",
        Precision::Year => "year",
        Precision::Decade => "decade",
        Precision::Interval => "interval",
        Precision::Open => "open",
    }
}

/// The local name of a basis.
pub(super) fn basis_name(basis: Basis) -> &'static str {
    match basis {
        Basis::Explicit => "explicit",
        Basis::Relative => "relative",
    }
}
