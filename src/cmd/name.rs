//! What people call a state or an actor, for the commands that report.

use super::known;
use silkgraph::gazetteer::{Detail, Gazetteer};
use silkgraph::query::Ask;
use silkgraph::report::{self, Named};
use silkgraph::{Error, Result};

/// What a name or an identifier may stand for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    State,
    Actor,
}

/// The state or actor that a name or identifier means, and whether it is a
/// state: of the gazetteer, else of the events.
pub fn find(
    gazetteer: &Gazetteer,
    graph: &dyn Ask,
    text: &str,
    wanted: Wanted,
) -> Result<(Named, bool)> {
    let is_state = |id: usize| matches!(gazetteer.things[id].detail, Detail::Country { .. });
    let ids: Vec<_> = known(gazetteer, text)
        .into_iter()
        .filter(|id| wanted == Wanted::Actor || is_state(*id))
        .collect();
    if let [id] = ids[..] {
        let thing = &gazetteer.things[id];
        return Ok((Named { id: thing.id.clone(), name: thing.name.clone() }, is_state(id)));
    }
    if ids.len() > 1 {
        let list: Vec<&str> = ids.iter().map(|id| gazetteer.things[*id].id.as_str()).collect();
        return Err(Error::Usage(format!(
            "\"{text}\" can be {}; write one of these",
            list.join(" or ")
        )));
    }
    let kind = if wanted == Wanted::State { "state" } else { "actor" };
    match report::find(graph, text)? {
        Some(named) => Ok((named, wanted == Wanted::State)),
        None => Err(Error::Usage(format!(
            "no {kind} is called \"{text}\"; `silkgraph find NAME` lists what is known"
        ))),
    }
}
