//! Who came to a state, and the sentences that say so: read out of the graph
//! with Sophia alone. What walks the graph takes any Sophia dataset; here it is
//! a store, which is one without a copy.
//!
//! ```sh
//! silkgraph ingest examples/articles
//! cargo run --release --example sophia -- silkgraph.db kazakhstan
//! ```

use std::collections::BTreeMap;
use std::error::Error;

use silkgraph::rdf::thing_iri;
use silkgraph::store::Store;
use silkgraph::vocabulary::silk;
use sophia_api::dataset::{DTerm, Dataset};
use sophia_api::ns::{rdf, rdfs};
use sophia_api::quad::Quad;
use sophia_api::term::matcher::Any;
use sophia_api::term::{IriRef, SimpleTerm, Term};

/// Sentences by day and headline.
type Visits = BTreeMap<(String, String), Vec<String>>;

/// The default graph, which holds the events.
const EVENTS: [Option<&SimpleTerm<'static>>; 1] = [None];

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(path), Some(state)) = (arguments.next(), arguments.next()) else {
        return Err("usage: sophia STORE STATE, e.g. sophia silkgraph.db kazakhstan".into());
    };
    let store = Store::open_read_only(path)?;
    let state = IriRef::new(thing_iri(&state))?;
    for ((day, headline), sentences) in visits(&store, state.borrow_term())? {
        println!("{day}  {headline}");
        for sentence in sentences {
            println!("            “{}”", sentence.replace('\n', " "));
        }
    }
    Ok(())
}

/// The visits whose destination lies in the state, by day and headline, each
/// with the sentences that tell of it.
fn visits<D: Dataset>(graph: &D, state: impl Term + Copy) -> Result<Visits, D::Error> {
    let mut found = Visits::new();
    for quad in graph.quads_matching(Any, [rdf::type_], [silk::Visit], EVENTS) {
        let visit = quad?.to_s();
        if !goes_to(graph, visit.borrow_term(), state)? {
            continue;
        }
        let one =
            |property| Ok::<_, D::Error>(objects(graph, visit.borrow_term(), property)?.pop());
        let day = one(silk::date)?.and_then(text).unwrap_or_else(|| "no date   ".to_owned());
        let headline = one(rdfs::label)?.and_then(text).unwrap_or_default();
        let mut sentences = Vec::new();
        for claim in objects(graph, visit.borrow_term(), silk::claim)? {
            for sentence in objects(graph, claim.borrow_term(), silk::sentence)? {
                let texts = objects(graph, sentence.borrow_term(), silk::text)?;
                sentences.extend(texts.into_iter().filter_map(text));
            }
        }
        sentences.dedup();
        found.insert((day, headline), sentences);
    }
    Ok(found)
}

fn goes_to<D: Dataset>(
    graph: &D,
    visit: impl Term + Copy,
    state: impl Term + Copy,
) -> Result<bool, D::Error> {
    for place in objects(graph, visit, silk::destination)? {
        if graph.contains(place.borrow_term(), silk::country, state, EVENTS[0])? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The objects of a property, in whatever graph.
fn objects<'g, D: Dataset>(
    graph: &'g D,
    subject: impl Term + Copy,
    property: impl Term + Copy,
) -> Result<Vec<DTerm<'g, D>>, D::Error> {
    let subject: SimpleTerm<'static> = subject.into_term();
    let property: SimpleTerm<'static> = property.into_term();
    graph.quads_matching([subject], [property], Any, Any).map(|quad| Ok(quad?.to_o())).collect()
}

fn text(term: impl Term) -> Option<String> {
    term.lexical_form().map(|text| text.to_string())
}
