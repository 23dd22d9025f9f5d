//! One line that says what happened, or is planned, possible, denied or off.

use crate::event::{Entity, EventType, Record, Status};
use crate::text::capitalised;

/// A headline for the event: "Xi Jinping visits Astana", "Kazakhstan and
/// Mongolia to sign a declaration", "Fumio Kishida no longer to visit Tashkent".
pub fn headline(record: &Record) -> String {
    let clause = match record.event {
        EventType::Visit => visit(record),
        EventType::Meeting => meeting(record),
        EventType::Summit => summit(record),
        EventType::Agreement => agreement(record),
        EventType::Exercise => exercise(record),
        EventType::Statement => statement(record),
        EventType::Support => support(record),
        EventType::Sanction => sanction(record),
        EventType::Deployment => deployment(record),
        EventType::Clash => clash(record),
        EventType::Membership => membership(record),
        EventType::Relation => relation(record),
    };
    clause.write(record.status)
}

/// Who does what.
struct Clause {
    subject: String,
    plural: bool,
    /// Infinitive and third person singular, e.g. `visit`, `visits`.
    verb: (&'static str, &'static str),
    rest: String,
}

impl Clause {
    fn new(
        subjects: &[&Entity],
        verb: (&'static str, &'static str),
        rest: impl Into<String>,
    ) -> Self {
        let subject = list(subjects);
        Clause { subject, plural: subjects.len() > 1, verb, rest: rest.into() }
    }

    /// Of a subject that is not an entity.
    fn of(
        subject: impl Into<String>,
        verb: (&'static str, &'static str),
        rest: impl Into<String>,
    ) -> Self {
        Clause { subject: subject.into(), plural: false, verb, rest: rest.into() }
    }

    fn write(&self, status: Status) -> String {
        let (base, third) = self.verb;
        let does_not = if self.plural { "do not" } else { "does not" };
        let verb = match (status, base) {
            (Status::Occurred | Status::Ongoing, "be") if self.plural => "are".to_owned(),
            (Status::Occurred | Status::Ongoing, _) if self.plural => base.to_owned(),
            (Status::Occurred | Status::Ongoing, _) => third.to_owned(),
            (Status::Planned, _) => format!("to {base}"),
            (Status::Possible, _) => format!("may {base}"),
            (Status::Negated, "be") if self.plural => "are not".to_owned(),
            (Status::Negated, "be") => "is not".to_owned(),
            (Status::Negated, _) => format!("{does_not} {base}"),
            (Status::Cancelled, _) => format!("no longer to {base}"),
        };
        let words = [self.subject.as_str(), verb.as_str(), self.rest.as_str()];
        words.into_iter().filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ")
    }
}

/// "A", "A and B", "A, B, C and 4 others".
fn list(entities: &[&Entity]) -> String {
    const SHOWN: usize = 4;
    let mut names: Vec<String> = entities.iter().map(|e| e.name.clone()).collect();
    if names.len() > SHOWN {
        let rest = names.split_off(SHOWN - 1);
        names.push(format!("{} others", rest.len()));
    }
    match names.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [head @ .., last] => format!("{} and {last}", head.join(", ")),
    }
}

fn role<'a>(record: &'a Record, name: &str) -> Vec<&'a Entity> {
    record.role(name).iter().collect()
}

/// The fillers of the first of these roles that has any.
fn first_of<'a>(record: &'a Record, names: &[&str]) -> Vec<&'a Entity> {
    names.iter().map(|n| role(record, n)).find(|f| !f.is_empty()).unwrap_or_default()
}

fn value<'a>(record: &'a Record, name: &str) -> Option<&'a str> {
    record.values.get(name).map(String::as_str)
}

/// The preposition and a list, or nothing.
fn with(preposition: &str, entities: &[&Entity]) -> String {
    match entities {
        [] => String::new(),
        some => format!(" {preposition} {}", list(some)),
    }
}

fn in_place(record: &Record) -> String {
    with("in", &record.place.iter().collect::<Vec<_>>())
}

fn visit(record: &Record) -> Clause {
    let visitors = role(record, "visitor");
    let goal = list(&first_of(record, &["destination", "host"]));
    match (visitors.is_empty(), goal.is_empty()) {
        (true, _) => Clause::of(goal, ("receive", "receives"), "a visitor"),
        (false, true) => Clause::new(&visitors, ("travel", "travels"), "abroad"),
        (false, false) => Clause::new(&visitors, ("visit", "visits"), goal),
    }
}

fn meeting(record: &Record) -> Clause {
    let all = role(record, "participant");
    let means = match value(record, "mode") {
        Some("phone") => " by telephone",
        Some("video") => " by video link",
        _ => "",
    };
    match all.as_slice() {
        [one, other] if means.is_empty() => {
            let rest = format!("{}{}", other.name, in_place(record));
            Clause::new(&[one], ("meet", "meets"), rest)
        }
        [one, other] => Clause::new(&[one], ("talk", "talks"), format!("to {}{means}", other.name)),
        [one] => {
            Clause::new(&[one], ("hold", "holds"), format!("talks{means}{}", in_place(record)))
        }
        many => Clause::new(many, ("meet", "meets"), format!("{means}{}", in_place(record)).trim()),
    }
}

fn summit(record: &Record) -> Clause {
    let body = role(record, "organisation");
    let guests = role(record, "participant");
    let place = in_place(record);
    match value(record, "name") {
        Some(name) => Clause::of(capitalised(name), ("take", "takes"), format!("place{place}")),
        None if !body.is_empty() => Clause::new(&body, ("meet", "meets"), place.trim_start()),
        None => Clause::new(&guests, ("hold", "holds"), format!("a summit{place}")),
    }
}

fn agreement(record: &Record) -> Clause {
    let form = value(record, "form").unwrap_or("agreement");
    let document = match record.count {
        Some(n) if n > 1 => format!("{n} documents"),
        _ => article(form),
    };
    let field = value(record, "field").map(|f| format!(" on {f}")).unwrap_or_default();
    let parties = first_of(record, &["party", "signer"]);
    let rest = format!("{document}{field}{}", in_place(record));
    // What was agreed and not signed.
    if form == "understanding" {
        return Clause::new(&parties, ("reach", "reaches"), rest);
    }
    Clause::new(&parties, ("sign", "signs"), rest)
}

fn exercise(record: &Record) -> Clause {
    let sides = role(record, "participant");
    let what = match (value(record, "name"), sides.len() > 1, record.count) {
        (Some(name), ..) => format!("exercise {name}"),
        (None, true, Some(n)) if n > 1 => format!("{n} joint exercises"),
        (None, true, _) => "a joint exercise".to_owned(),
        (None, false, _) => "an exercise".to_owned(),
    };
    Clause::new(&sides, ("hold", "holds"), format!("{what}{}", in_place(record)))
}

fn statement(record: &Record) -> Clause {
    let speakers = role(record, "speaker");
    let about = role(record, "target");
    let to = with("to", &role(record, "addressee"));
    let (verb, rest) = match (value(record, "stance").unwrap_or("says"), about.is_empty()) {
        ("supports", false) => (("support", "supports"), list(&about)),
        ("opposes", false) => (("oppose", "opposes"), list(&about)),
        ("condemns", false) => (("criticise", "criticises"), list(&about)),
        ("threatens", false) => (("threaten", "threatens"), list(&about)),
        ("supports", true) => (("voice", "voices"), format!("support{to}")),
        ("opposes", true) => (("voice", "voices"), format!("opposition{to}")),
        ("condemns", true) => (("voice", "voices"), format!("criticism{to}")),
        ("threatens", true) => (("make", "makes"), format!("a threat{to}")),
        ("demands", _) => {
            (("make", "makes"), format!("a demand{}{to}", with("concerning", &about)))
        }
        ("promises", _) => {
            (("make", "makes"), format!("a promise{to}{}", with("concerning", &about)))
        }
        ("denies", _) => {
            (("issue", "issues"), format!("a denial{}{to}", with("concerning", &about)))
        }
        _ => (("make", "makes"), format!("a statement{}{to}", with("about", &about))),
    };
    Clause::new(&speakers, verb, rest)
}

fn support(record: &Record) -> Clause {
    let kind = value(record, "kind");
    let what = match kind {
        Some("loan") => "a loan",
        Some("debt") => "credit",
        Some("grant") => "a grant",
        Some("investment") => "investment",
        Some("arms") => "arms",
        Some("training") => "training",
        Some("infrastructure") => "infrastructure",
        Some("aid") => "aid",
        _ => "support",
    };
    let amount = value(record, "amount").map(|a| format!(" of {a}")).unwrap_or_default();
    let (providers, recipients) = (role(record, "provider"), role(record, "recipient"));
    if kind == Some("debt") && !recipients.is_empty() {
        let sum = value(record, "amount").unwrap_or("money");
        let rest = format!("{sum}{}", with("to", &providers));
        return Clause::new(&recipients, ("owe", "owes"), rest);
    }
    if providers.is_empty() {
        return Clause::new(&recipients, ("receive", "receives"), format!("{what}{amount}"));
    }
    let rest = format!("{what}{amount}{}", with("to", &recipients));
    Clause::new(&providers, ("give", "gives"), rest)
}

fn sanction(record: &Record) -> Clause {
    let (imposers, targets) = (role(record, "imposer"), role(record, "target"));
    let lifts = value(record, "change") == Some("lifts");
    match (imposers.is_empty(), lifts) {
        (true, false) => Clause::new(&targets, ("come", "comes"), "under sanctions"),
        (true, true) => Clause::new(&targets, ("see", "sees"), "sanctions lifted"),
        (false, false) => {
            let rest = format!("sanctions{}", with("on", &targets));
            Clause::new(&imposers, ("impose", "imposes"), rest)
        }
        (false, true) => {
            let rest = format!("sanctions{}", with("on", &targets));
            Clause::new(&imposers, ("lift", "lifts"), rest)
        }
    }
}

fn deployment(record: &Record) -> Clause {
    let actors = role(record, "actor");
    let places: Vec<&Entity> = record.place.iter().collect();
    match value(record, "change") {
        Some("withdraws") => {
            let rest = format!("forces{}", with("from", &places));
            Clause::new(&actors, ("withdraw", "withdraws"), rest)
        }
        Some("is") => {
            Clause::new(&actors, ("keep", "keeps"), format!("forces{}", with("in", &places)))
        }
        _ => Clause::new(&actors, ("deploy", "deploys"), format!("forces{}", with("to", &places))),
    }
}

fn clash(record: &Record) -> Clause {
    let sides = role(record, "participant");
    let rest = match sides.len() {
        1 => format!("in an armed clash{}", in_place(record)),
        _ => in_place(record).trim_start().to_owned(),
    };
    let verb = if sides.len() == 1 { ("be", "is") } else { ("clash", "clashes") };
    Clause::new(&sides, verb, rest)
}

fn membership(record: &Record) -> Clause {
    let members = role(record, "member");
    let body = match list(&role(record, "organisation")) {
        none if none.is_empty() => "an organisation".to_owned(),
        some => some,
    };
    let a_member = if members.len() > 1 { "members" } else { "a member" };
    if members.is_empty() {
        return Clause::of(body, ("change", "changes"), "its membership");
    }
    match value(record, "change") {
        Some("joins") => Clause::new(&members, ("join", "joins"), body),
        Some("leaves") => Clause::new(&members, ("leave", "leaves"), body),
        Some("applies") => Clause::new(&members, ("apply", "applies"), format!("to join {body}")),
        Some("chairs") => Clause::new(&members, ("chair", "chairs"), body),
        _ => Clause::new(&members, ("be", "is"), format!("{a_member} of {body}")),
    }
}

fn relation(record: &Record) -> Clause {
    let all = role(record, "participant");
    let (first, rest) = all.split_at(all.len().min(1));
    match value(record, "change") {
        Some("opens-embassy") => {
            Clause::new(first, ("open", "opens"), format!("an embassy{}", with("in", rest)))
        }
        Some("appoints-ambassador") => {
            let rest = format!("an ambassador{}", with("to", rest));
            Clause::new(first, ("appoint", "appoints"), rest)
        }
        Some("upgrades") => Clause::new(&all, ("upgrade", "upgrades"), "relations"),
        Some("downgrades") => Clause::new(&all, ("downgrade", "downgrades"), "relations"),
        Some("severs") => Clause::new(&all, ("sever", "severs"), "relations"),
        _ => Clause::new(&all, ("establish", "establishes"), "relations"),
    }
}

/// The noun with "a" or "an", unless it has an article of its own.
fn article(noun: &str) -> String {
    let first = noun.split(' ').next().unwrap_or_default().to_lowercase();
    if matches!(first.as_str(), "a" | "an" | "the") {
        return noun.to_owned();
    }
    match noun.chars().next() {
        Some(c) if "aeiouAEIOU".contains(c) => format!("an {noun}"),
        _ => format!("a {noun}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::EntityKind;

    fn entity(name: &str) -> Entity {
        let id = name.to_lowercase().replace(' ', "-");
        Entity { id, name: name.to_owned(), kind: EntityKind::Person, country: None, written: None }
    }

    fn record(event: EventType, status: Status, roles: &[(&str, &str)]) -> Record {
        let mut record = Record::new(event, status);
        for (role, name) in roles {
            record.add(role, entity(name));
        }
        record
    }

    #[test]
    fn the_verb_tells_the_status() {
        let of = |status| {
            headline(&record(
                EventType::Visit,
                status,
                &[("visitor", "Xi Jinping"), ("destination", "Astana")],
            ))
        };
        assert_eq!(of(Status::Occurred), "Xi Jinping visits Astana");
        assert_eq!(of(Status::Planned), "Xi Jinping to visit Astana");
        assert_eq!(of(Status::Possible), "Xi Jinping may visit Astana");
        assert_eq!(of(Status::Negated), "Xi Jinping does not visit Astana");
        assert_eq!(of(Status::Cancelled), "Xi Jinping no longer to visit Astana");
    }

    #[test]
    fn several_subjects_take_the_plural() {
        let parties = [("party", "Kazakhstan"), ("party", "Mongolia")];
        let mut signed = record(EventType::Agreement, Status::Occurred, &parties);
        assert_eq!(headline(&signed), "Kazakhstan and Mongolia sign an agreement");
        signed.values.insert("form".to_owned(), "declaration".to_owned());
        signed.place.push(entity("Astana"));
        assert_eq!(headline(&signed), "Kazakhstan and Mongolia sign a declaration in Astana");
        signed.count = Some(12);
        assert_eq!(headline(&signed), "Kazakhstan and Mongolia sign 12 documents in Astana");
    }

    #[test]
    fn long_lists_are_cut() {
        let all: Vec<(&str, &str)> =
            ["A", "B", "C", "D", "E", "F"].into_iter().map(|n| ("participant", n)).collect();
        let meeting = record(EventType::Meeting, Status::Occurred, &all);
        assert_eq!(headline(&meeting), "A, B, C and 3 others meet");
    }

    #[test]
    fn every_type_with_any_one_core_role_reads_as_a_sentence() {
        for event in EventType::ALL {
            for role in event.core_roles() {
                for status in Status::ALL {
                    let text = headline(&record(event, status, &[(role, "Uzbekistan")]));
                    assert!(text.starts_with("Uzbekistan "), "{text}");
                    assert!(!text.contains("  ") && !text.ends_with(' '), "{text}");
                }
            }
        }
    }
}
