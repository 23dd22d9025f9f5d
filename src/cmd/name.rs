//! What people call a state or an actor, for the commands that take names.

use std::ffi::OsStr;

use clap_complete::{ArgValueCompleter, CompletionCandidate};

use super::{data_of_command_line, known};
use silkgraph::event::EntityKind;
use silkgraph::gazetteer::{Detail, Gazetteer};
use silkgraph::query::{Ask, Thing};
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

/// Lets the shell complete a name of this kind.
pub fn completer(kind: Thing) -> ArgValueCompleter {
    ArgValueCompleter::new(move |typed: &OsStr| complete(kind, typed))
}

/// The identifiers of things with a name that begins as typed.
fn complete(kind: Thing, typed: &OsStr) -> Vec<CompletionCandidate> {
    let typed = typed.to_string_lossy().to_lowercase();
    let Ok(gazetteer) = Gazetteer::load(&data_of_command_line()) else { return Vec::new() };
    let things = gazetteer.things.iter().enumerate();
    let wanted = things.filter(|(id, thing)| {
        let is_kind = match gazetteer.entity(*id).kind {
            EntityKind::Country => kind != Thing::Person && kind != Thing::Organisation,
            EntityKind::Place => kind == Thing::Place,
            EntityKind::Person => matches!(kind, Thing::Actor | Thing::Person),
            EntityKind::Organisation => matches!(kind, Thing::Actor | Thing::Organisation),
            EntityKind::Office | EntityKind::Group => kind == Thing::Actor && !typed.is_empty(),
        };
        let begins = |name: &String| name.to_lowercase().starts_with(&typed);
        // Persons are looked for by surname too.
        let surname =
            || thing.name.split(' ').skip(1).any(|w| w.to_lowercase().starts_with(&typed));
        is_kind
            && (begins(&thing.id)
                || begins(&thing.name)
                || surname()
                || thing.also.iter().any(begins))
    });
    wanted
        .map(|(_, thing)| CompletionCandidate::new(&thing.id).help(Some(thing.name.clone().into())))
        .collect()
}
