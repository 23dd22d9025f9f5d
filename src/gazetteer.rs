//! What is known of the region: states, places, offices with dated terms,
//! persons, organisations, institutions, and their names in all spellings.
//!
//! `gazetteer/*.toml` is the only source; [`Gazetteer::load`] refuses what
//! contradicts itself and says where.

mod check;
pub mod file;
pub mod name;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rustc_hash::{FxHashMap, FxHashSet};

use self::check::Ambiguous;
use self::file::{Capital, Date, File, FormerName};
pub use self::file::{Gender, PlaceKind};
use self::name::{Case, NameIndex};
use crate::data::{Data, DataFile, Folder};
use crate::error::{Error, Result};
use crate::event::{Entity, EntityKind};

/// Number of a thing in the gazetteer.
pub type Id = usize;

/// What a name may stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sense {
    /// A country, place, person, organisation or institution by its name.
    Name(Id),
    /// A person by surname alone.
    Surname(Id),
    /// An adjective of nationality ("Kazakh").
    Adjective(Id),
    /// The people of a country ("the Tajiks").
    Demonym(Id),
    /// The bare title of an office that many countries have.
    Title { office: usize, plural: bool },
    /// The bare name of an institution that every country has.
    Body(usize),
}

/// An actor, place or office.
#[derive(Debug)]
pub struct Thing {
    pub id: String,
    pub name: String,
    pub also: Vec<String>,
    pub detail: Detail,
    /// The state it belongs to.
    pub country: Option<Id>,
    pub wikidata: Option<String>,
}

/// What a thing is, with what only such things have.
#[derive(Debug)]
pub enum Detail {
    Country { capital: Option<Id>, iso: Option<String>, region: Option<String> },
    Place { kind: PlaceKind, seat: bool, within: Option<Id> },
    Person { gender: Option<Gender>, terms: Vec<Term> },
    Organisation { kind: Option<String>, members: Vec<Membership> },
    Office { part: usize, organisation: Option<Id>, single: bool },
    Institution,
}

/// A term of office, half-open.
#[derive(Clone, Copy, Debug)]
pub struct Term {
    pub office: Id,
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
}

/// A state's membership in an organisation, half-open.
#[derive(Clone, Copy, Debug)]
pub struct Membership {
    pub country: Id,
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
}

fn covers(from: Option<NaiveDate>, to: Option<NaiveDate>, day: NaiveDate) -> bool {
    from.is_none_or(|f| f <= day) && to.is_none_or(|t| day < t)
}

impl Term {
    /// Whether the office was held on the day.
    pub fn covers(&self, day: NaiveDate) -> bool {
        covers(self.from, self.to, day)
    }
}

impl Membership {
    /// Whether the state was a member on the day.
    pub fn covers(&self, day: NaiveDate) -> bool {
        covers(self.from, self.to, day)
    }
}

/// An office or institution that every country has.
#[derive(Debug)]
pub struct Generic {
    /// `foreign-minister`; the office of a country is `foreign-minister-of-kazakhstan`.
    pub id_part: String,
    /// `Foreign Minister of {country}`.
    pub name: String,
    /// Whether a country has one holder at a time.
    pub single: bool,
    /// Whether it also stands in other states than its own, as embassies and troops do.
    pub abroad: bool,
    /// The generic office that heads an institution.
    pub head: Option<usize>,
}

/// All of it, loaded and checked.
#[derive(Debug, Default)]
pub struct Gazetteer {
    pub things: Vec<Thing>,
    pub names: NameIndex<Sense>,
    /// Offices of every country, in the order of `gazetteer/offices.toml`.
    pub offices: Vec<Generic>,
    /// Institutions of every country.
    pub bodies: Vec<Generic>,
    ids: FxHashMap<String, Id>,
    office_parts: FxHashMap<String, usize>,
    /// How many of `offices` every country has.
    common_offices: usize,
    holders: FxHashMap<Id, Vec<Id>>,
    capital_of: FxHashMap<Id, Id>,
    /// Things that share a name with others, by `ambiguous.toml`.
    namesakes: FxHashSet<Id>,
}

impl Gazetteer {
    /// Reads and checks the folder.
    pub fn load(data: &Data) -> Result<Self> {
        let (files, ambiguous) = read(data)?;
        // What the binary carries alone has been checked by its tests.
        if files.iter().any(|(source, _)| !source.is_compact())
            && let Some(fault) = check::faults(&files, &ambiguous).into_iter().next()
        {
            return Err(fault);
        }
        let mut gazetteer = Loader::default().load(&files)?;
        for entry in ambiguous.iter().flat_map(|(_, a)| &a.name) {
            let means: Vec<Id> = entry.means.iter().filter_map(|m| gazetteer.by_id(m)).collect();
            gazetteer.names.rank(&entry.name, |sense| match sense {
                Sense::Name(id) => means.iter().position(|m| *m == id),
                _ => None,
            });
            gazetteer.namesakes.extend(means);
        }
        Ok(gazetteer)
    }

    /// All faults of the folder, the first of which [`Gazetteer::load`] gives.
    pub fn faults(data: &Data) -> Vec<Error> {
        let found = match read(data) {
            Ok((files, ambiguous)) => check::faults(&files, &ambiguous),
            Err(fault) => return vec![fault],
        };
        if found.is_empty() { Self::load(data).err().into_iter().collect() } else { found }
    }

    /// Whether the thing shares a name with another.
    pub fn has_namesake(&self, id: Id) -> bool {
        self.namesakes.contains(&id)
    }

    /// The thing with this identifier.
    pub fn by_id(&self, id: &str) -> Option<Id> {
        self.ids.get(id).copied()
    }

    /// The thing as it fills a role.
    pub fn entity(&self, id: Id) -> Entity {
        let thing = &self.things[id];
        Entity {
            id: thing.id.clone(),
            name: thing.name.clone(),
            kind: match thing.detail {
                Detail::Country { .. } => EntityKind::Country,
                Detail::Place { .. } => EntityKind::Place,
                Detail::Person { .. } => EntityKind::Person,
                Detail::Organisation { .. } | Detail::Institution => EntityKind::Organisation,
                Detail::Office { .. } => EntityKind::Office,
            },
            country: self.state_of(id).map(|c| self.things[c].id.clone()),
            written: None,
        }
    }

    /// The state a thing is or belongs to.
    pub fn state_of(&self, id: Id) -> Option<Id> {
        match self.things[id].detail {
            Detail::Country { .. } => Some(id),
            _ => self.things[id].country,
        }
    }

    /// Whether the thing is a newspaper or agency.
    pub fn is_media(&self, id: Id) -> bool {
        matches!(&self.things[id].detail, Detail::Organisation { kind: Some(k), .. } if k == "media")
    }

    /// Whether the thing is a city, a region, a building: any place but a state.
    pub fn is_place(&self, id: Id) -> bool {
        matches!(self.things[id].detail, Detail::Place { .. })
    }

    /// Whether the thing is an organisation whose members are listed.
    pub fn has_members(&self, id: Id) -> bool {
        matches!(&self.things[id].detail, Detail::Organisation { members, .. } if !members.is_empty())
    }

    /// The state whose capital or seat of power the place is.
    pub fn stands_for(&self, id: Id) -> Option<Id> {
        match self.things[id].detail {
            Detail::Place { seat: true, .. } => self.things[id].country,
            Detail::Place { .. } => self.capital_of.get(&id).copied(),
            _ => None,
        }
    }

    /// The place in which a place lies, by the gazetteer.
    pub fn within(&self, place: Id) -> Option<Id> {
        match self.things[place].detail {
            Detail::Place { within, .. } => within,
            _ => None,
        }
    }

    /// The state of this name, or whose capital has it.
    pub fn state_named(&self, name: &str) -> Option<Id> {
        self.names.get(name).iter().find_map(|(sense, _)| match sense {
            Sense::Name(id) if matches!(self.things[*id].detail, Detail::Country { .. }) => {
                Some(*id)
            }
            Sense::Name(id) => self.stands_for(*id),
            _ => None,
        })
    }

    /// The office of a country, by the number of the generic office.
    pub fn office_of(&self, part: usize, country: Id) -> Option<Id> {
        self.by_id(&format!("{}-of-{}", self.offices[part].id_part, self.things[country].id))
    }

    /// Whether every country has this generic office.
    pub fn is_common_office(&self, part: usize) -> bool {
        part < self.common_offices
    }

    /// Number of the generic office `foreign-minister` and the like.
    pub fn office_part(&self, id_part: &str) -> Option<usize> {
        self.office_parts.get(id_part).copied()
    }

    /// Who held an office on a day: persons in the order of their terms.
    pub fn holders(&self, office: Id, day: NaiveDate) -> Vec<Id> {
        let all = self.holders.get(&office).map_or(&[][..], Vec::as_slice);
        all.iter().copied().filter(|p| self.held(*p, office, day)).collect()
    }

    /// All persons known to have held an office.
    pub fn all_holders(&self, office: Id) -> &[Id] {
        self.holders.get(&office).map_or(&[], Vec::as_slice)
    }

    fn held(&self, person: Id, office: Id, day: NaiveDate) -> bool {
        self.terms(person).iter().any(|t| t.office == office && t.covers(day))
    }

    /// A person's terms of office.
    pub fn terms(&self, person: Id) -> &[Term] {
        match &self.things[person].detail {
            Detail::Person { terms, .. } => terms,
            _ => &[],
        }
    }

    /// A person's gender, where known.
    pub fn gender(&self, person: Id) -> Option<Gender> {
        match self.things[person].detail {
            Detail::Person { gender, .. } => gender,
            _ => None,
        }
    }

    /// States that belong to a region such as `central-asia`.
    pub fn states_of_region(&self, region: &str) -> Vec<Id> {
        let is_of =
            |t: &Thing| matches!(&t.detail, Detail::Country { region: Some(r), .. } if r == region);
        (0..self.things.len()).filter(|id| is_of(&self.things[*id])).collect()
    }

    /// Whether a place is a region of several states, such as Central Asia.
    pub fn is_region_of_states(&self, id: Id) -> bool {
        matches!(self.things[id].detail, Detail::Place { .. })
            && self.things[id].country.is_none()
            && !self.states_of_region(&self.things[id].id).is_empty()
    }

    /// Members of an organisation on a day; without a day those of no end.
    pub fn members(&self, organisation: Id, day: Option<NaiveDate>) -> Vec<Id> {
        let Detail::Organisation { members, .. } = &self.things[organisation].detail else {
            return Vec::new();
        };
        members
            .iter()
            .filter(|m| day.map_or(m.to.is_none(), |d| m.covers(d)))
            .map(|m| m.country)
            .collect()
    }

    /// Whether `inner` lies in `outer`: a city in its region or country.
    pub fn contains(&self, outer: Id, inner: Id) -> bool {
        if outer == inner {
            return true;
        }
        match self.things[inner].detail {
            Detail::Place { within: Some(within), .. } if self.contains(outer, within) => true,
            Detail::Place { .. } => self.things[inner].country == Some(outer),
            _ => false,
        }
    }
}

type Files<T> = Vec<(DataFile, T)>;

/// The files of things, and those that list ambiguous names.
fn read(data: &Data) -> Result<(Files<File>, Files<Ambiguous>)> {
    let (mut things, mut ambiguous) = (Vec::new(), Vec::new());
    for file in data.files(Folder::Gazetteer, "toml")? {
        match file.stem.as_str() {
            "periods" | "words" => {}
            "ambiguous" => {
                let parsed = file.parse()?;
                ambiguous.push((file, parsed));
            }
            _ => {
                let parsed = file.parse()?;
                things.push((file, parsed));
            }
        }
    }
    Ok((things, ambiguous))
}

/// Fills a [`Gazetteer`] in passes: things first, then what refers to them.
#[derive(Default)]
struct Loader<'f> {
    gazetteer: Gazetteer,
    /// The file that defines an identifier.
    sources: FxHashMap<String, &'f DataFile>,
}

impl<'f> Loader<'f> {
    fn load(mut self, files: &'f [(DataFile, File)]) -> Result<Gazetteer> {
        for (source, file) in files {
            self.generics(file).map_err(|e| Error::data(&source.path, e))?;
        }
        self.gazetteer.common_offices = self.gazetteer.offices.len();
        self.heads(files)?;
        for (source, file) in files {
            self.countries(source, file)?;
        }
        for (source, file) in files {
            self.organisations(source, file)?;
            self.institutions(source, file)?;
        }
        for (source, file) in files {
            self.places(source, file)?;
            self.offices(source, file)?;
        }
        self.missing_offices();
        for (source, file) in files {
            self.link(source, file)?;
            self.persons(source, file)?;
        }
        self.check_single_offices()?;
        Ok(self.gazetteer)
    }

    fn generics(&mut self, file: &File) -> std::result::Result<(), String> {
        let g = &mut self.gazetteer;
        for office in file.office.iter().filter(|o| o.id_part.is_some()) {
            let part = office.id_part.clone().unwrap_or_default();
            let number = g.offices.len();
            if g.office_parts.insert(part.clone(), number).is_some() {
                return Err(format!("office id-part \"{part}\" stands twice; remove one"));
            }
            g.offices.push(Generic {
                id_part: part,
                name: office.name.clone(),
                single: office.single,
                abroad: false,
                head: None,
            });
            for title in office.title.iter().chain(&office.also) {
                add_title(&mut g.names, title, number);
            }
        }
        for body in file.institution.iter().filter(|i| i.id_part.is_some()) {
            let number = g.bodies.len();
            g.bodies.push(Generic {
                id_part: body.id_part.clone().unwrap_or_default(),
                name: body.name.clone(),
                single: true,
                abroad: body.abroad,
                head: None,
            });
            for title in body.title.as_slice().iter().chain(&body.also) {
                g.names.add(title, Sense::Body(number), Case::Any);
                g.names.add(&plural(title), Sense::Body(number), Case::Any);
            }
        }
        Ok(())
    }

    /// Which office heads which institution.
    fn heads(&mut self, files: &[(DataFile, File)]) -> Result<()> {
        let all =
            files.iter().flat_map(|(source, f)| f.institution.iter().map(move |b| (source, b)));
        let generic = all.filter(|(_, body)| body.id_part.is_some());
        for (number, (source, body)) in generic.enumerate() {
            let Some(head) = &body.head else { continue };
            let part = self.gazetteer.office_part(head).ok_or_else(|| {
                let fault = format!("head = \"{head}\" is no id-part of an office of offices.toml");
                Error::data(&source.path, fault)
            })?;
            self.gazetteer.bodies[number].head = Some(part);
        }
        Ok(())
    }

    fn countries(&mut self, source: &'f DataFile, file: &File) -> Result<()> {
        for c in file.country.as_slice() {
            let detail =
                Detail::Country { capital: None, iso: c.iso.clone(), region: c.region.clone() };
            let id = self.add(source, &c.id, &c.name, &c.also, detail, c.wikidata.clone())?;
            self.former_names(source, id, &c.former)?;
            for adjective in &c.adjective {
                self.gazetteer.names.add(adjective, Sense::Adjective(id), case_of(adjective));
            }
            for demonym in &c.demonym {
                self.gazetteer.names.add(demonym, Sense::Demonym(id), Case::Capital);
            }
            if let Some(Capital::Place { id: place, name, also, wikidata }) = &c.capital {
                let detail = Detail::Place { kind: PlaceKind::City, seat: false, within: None };
                let place = self.add(source, place, name, also, detail, wikidata.clone())?;
                self.gazetteer.things[place].country = Some(id);
                self.gazetteer.capital_of.insert(place, id);
                self.set_capital(id, place);
            }
        }
        Ok(())
    }

    fn set_capital(&mut self, country: Id, place: Id) {
        if let Detail::Country { capital, .. } = &mut self.gazetteer.things[country].detail {
            *capital = Some(place);
        }
    }

    fn organisations(&mut self, source: &'f DataFile, file: &File) -> Result<()> {
        for o in file.organisation.as_slice() {
            let detail = Detail::Organisation { kind: o.kind.clone(), members: Vec::new() };
            let id = self.add(source, &o.id, &o.name, &o.also, detail, o.wikidata.clone())?;
            self.former_names(source, id, &o.former)?;
            for adjective in &o.adjective {
                self.gazetteer.names.add(adjective, Sense::Adjective(id), case_of(adjective));
            }
        }
        Ok(())
    }

    fn institutions(&mut self, source: &'f DataFile, file: &File) -> Result<()> {
        for i in &file.institution {
            let Some(id) = &i.id else { continue };
            let mut also = i.also.clone();
            also.extend_from_slice(i.title.as_slice());
            // "Tajik border guards" is made of nationality and title; as a name
            // of its own it would hide the coordination in "Kyrgyz and Tajik".
            also.retain(|name| !self.is_made(name));
            let thing =
                self.add(source, id, &i.name, &also, Detail::Institution, i.wikidata.clone())?;
            self.gazetteer.things[thing].country =
                self.country(source, file, i.country.as_deref())?;
        }
        Ok(())
    }

    fn is_made(&self, name: &str) -> bool {
        let names = &self.gazetteer.names;
        let Some((first, rest)) = name.split_once(' ') else { return false };
        names.get(first).iter().any(|(s, _)| matches!(s, Sense::Adjective(_)))
            && names.get(rest).iter().any(|(s, _)| matches!(s, Sense::Body(_)))
    }

    fn places(&mut self, source: &'f DataFile, file: &File) -> Result<()> {
        for p in &file.place {
            let detail = Detail::Place { kind: p.kind, seat: p.seat, within: None };
            let id = self.add(source, &p.id, &p.name, &p.also, detail, p.wikidata.clone())?;
            self.gazetteer.things[id].country = self.country(source, file, p.country.as_deref())?;
            self.former_names(source, id, &p.former)?;
            for adjective in &p.adjective {
                self.gazetteer.names.add(adjective, Sense::Adjective(id), Case::Capital);
            }
        }
        Ok(())
    }

    fn offices(&mut self, source: &'f DataFile, file: &File) -> Result<()> {
        for o in &file.office {
            let Some(id) = &o.id else { continue };
            let country = self.country(source, file, o.country.as_deref())?;
            let organisation =
                o.organisation.as_deref().map(|o| self.known(source, o)).transpose()?;
            let part = self.part_of_office(id, o, organisation.or(country));
            let single = o.single || self.gazetteer.offices[part].single;
            let detail = Detail::Office { part, organisation, single };
            let thing = self.add(source, id, &o.name, &[], detail, None)?;
            self.gazetteer.things[thing].country =
                if organisation.is_some() { None } else { country };
            for title in o.title.iter().chain(&o.also) {
                add_title(&mut self.gazetteer.names, title, part);
            }
        }
        Ok(())
    }

    /// The generic office behind an office's id, made when there is none.
    fn part_of_office(&mut self, id: &str, office: &file::Office, owner: Option<Id>) -> usize {
        let g = &mut self.gazetteer;
        let suffix = owner.map(|o| format!("-of-{}", g.things[o].id)).unwrap_or_default();
        let part = id.strip_suffix(&suffix).unwrap_or(id);
        if let Some(&number) = g.office_parts.get(part) {
            return number;
        }
        let number = g.offices.len();
        g.office_parts.insert(part.to_owned(), number);
        let title = office.title.clone().unwrap_or_else(|| office.name.clone());
        g.offices.push(Generic {
            id_part: part.to_owned(),
            name: format!("{title} of {{country}}"),
            single: office.single,
            abroad: false,
            head: None,
        });
        number
    }

    /// Every country has every generic office, with or without known holders.
    fn missing_offices(&mut self) {
        let countries: Vec<Id> = (0..self.gazetteer.things.len())
            .filter(|id| matches!(self.gazetteer.things[*id].detail, Detail::Country { .. }))
            .collect();
        let more = countries.len() * self.gazetteer.common_offices;
        self.gazetteer.things.reserve(more);
        self.gazetteer.ids.reserve(more);
        for part in 0..self.gazetteer.common_offices {
            if !self.gazetteer.offices[part].name.contains("{country}") {
                continue;
            }
            for &country in &countries {
                if self.gazetteer.office_of(part, country).is_none() {
                    self.add_generic_office(part, country);
                }
            }
        }
    }

    fn add_generic_office(&mut self, part: usize, country: Id) {
        let g = &mut self.gazetteer;
        let id = format!("{}-of-{}", g.offices[part].id_part, g.things[country].id);
        let name = g.offices[part].name.replace("{country}", &g.things[country].name);
        g.ids.insert(id.clone(), g.things.len());
        g.things.push(Thing {
            id,
            name,
            also: Vec::new(),
            detail: Detail::Office { part, organisation: None, single: g.offices[part].single },
            country: Some(country),
            wikidata: None,
        });
    }

    /// Capitals, containment, membership: what refers to other files.
    fn link(&mut self, source: &'f DataFile, file: &File) -> Result<()> {
        for c in file.country.as_slice() {
            if let Some(Capital::Id(capital)) = &c.capital {
                let place = self.known(source, capital)?;
                let country = self.known(source, &c.id)?;
                self.gazetteer.capital_of.insert(place, country);
                self.set_capital(country, place);
            }
        }
        for p in &file.place {
            if let Some(outer) = &p.within {
                let outer = self.known(source, outer)?;
                let id = self.known(source, &p.id)?;
                if let Detail::Place { within, .. } = &mut self.gazetteer.things[id].detail {
                    *within = Some(outer);
                }
            }
        }
        for o in file.organisation.as_slice() {
            let id = self.known(source, &o.id)?;
            self.gazetteer.things[id].country =
                o.country.as_deref().map(|c| self.known(source, c)).transpose()?;
            let mut list = Vec::new();
            for m in &o.members {
                let (from, to) = dates(source, &o.id, m.from, m.to)?;
                list.push(Membership { country: self.known(source, &m.country)?, from, to });
            }
            if let Detail::Organisation { members, .. } = &mut self.gazetteer.things[id].detail {
                *members = list;
            }
        }
        Ok(())
    }

    fn persons(&mut self, source: &'f DataFile, file: &File) -> Result<()> {
        for p in &file.person {
            let mut terms = Vec::new();
            for held in &p.held {
                let (from, to) = dates(source, &p.id, held.from, held.to)?;
                terms.push(Term { office: self.known(source, &held.office)?, from, to });
            }
            let country = match p.country.as_deref() {
                Some(c) => Some(self.known(source, c)?),
                None => self.home(source, file, &terms)?,
            };
            let offices: Vec<Id> = terms.iter().map(|t| t.office).collect();
            let detail = Detail::Person { gender: p.gender, terms };
            let id = self.add(source, &p.id, &p.name, &p.also, detail, p.wikidata.clone())?;
            self.gazetteer.things[id].country = country;
            self.person_names(id, p);
            for office in offices {
                let holders = self.gazetteer.holders.entry(office).or_default();
                if !holders.contains(&id) {
                    holders.push(id);
                }
            }
        }
        Ok(())
    }

    /// The country of a person: the file's, else that of the first office.
    fn home(&self, source: &'f DataFile, file: &File, terms: &[Term]) -> Result<Option<Id>> {
        match file.country.as_slice() {
            [one] => self.known(source, &one.id).map(Some),
            _ => Ok(terms.iter().find_map(|t| self.gazetteer.things[t.office].country)),
        }
    }

    fn person_names(&mut self, id: Id, p: &file::Person) {
        let names = &mut self.gazetteer.names;
        for name in std::iter::once(&p.name).chain(&p.also) {
            let words: Vec<&str> = name.split_whitespace().collect();
            if let [first, second] = words[..] {
                names.add(&format!("{second} {first}"), Sense::Name(id), Case::Capital);
            }
            if let (Some(first), true) = (words.first(), words.len() > 1) {
                let initial: String = first.chars().take(1).collect();
                let rest = words[1..].join(" ");
                names.add(&format!("{initial} {rest}"), Sense::Name(id), Case::Capital);
                if let Some(two) = digraph(first) {
                    names.add(&format!("{two} {rest}"), Sense::Name(id), Case::Capital);
                }
            }
        }
        let surname = p.surname.clone().unwrap_or_else(|| last_word(&p.name));
        names.add(&surname, Sense::Surname(id), Case::Capital);
        for also in p.also.iter().filter(|a| a.contains(' ') && p.surname.is_none()) {
            names.add(&last_word(also), Sense::Surname(id), Case::Capital);
        }
    }

    fn former_names(&mut self, source: &'f DataFile, id: Id, former: &[FormerName]) -> Result<()> {
        for f in former {
            dates(source, &self.gazetteer.things[id].id, f.from, f.to)?;
            self.gazetteer.names.add(&f.name, Sense::Name(id), case_of(&f.name));
            self.gazetteer.things[id].also.push(f.name.clone());
        }
        Ok(())
    }

    fn add(
        &mut self,
        source: &'f DataFile,
        id: &str,
        name: &str,
        also: &[String],
        detail: Detail,
        wikidata: Option<String>,
    ) -> Result<Id> {
        if let Some(other) = self.sources.insert(id.to_owned(), source) {
            let other = check::place_of(other, id);
            let what =
                format!("\"{id}\" is defined in {other} already; give one of them another id");
            return Err(Error::data(check::last_place(source, id), what));
        }
        let number = self.gazetteer.things.len();
        let is_office = matches!(detail, Detail::Office { .. });
        for name in
            std::iter::once(name).chain(also.iter().map(String::as_str)).filter(|_| !is_office)
        {
            for spelling in name::spellings(name) {
                self.gazetteer.names.add(&spelling, Sense::Name(number), case_of(&spelling));
            }
        }
        self.gazetteer.ids.insert(id.to_owned(), number);
        self.gazetteer.things.push(Thing {
            id: id.to_owned(),
            name: name.to_owned(),
            also: also.to_vec(),
            detail,
            country: None,
            wikidata,
        });
        Ok(number)
    }

    fn known(&self, source: &'f DataFile, id: &str) -> Result<Id> {
        self.gazetteer.by_id(id).ok_or_else(|| {
            let near = self.nearest(id);
            let place = check::place(source, &format!("\"{id}\""));
            Error::data(place, format!("nothing has the id \"{id}\"{near}"))
        })
    }

    fn nearest(&self, id: &str) -> String {
        let close = self
            .gazetteer
            .ids
            .keys()
            .map(|k| (name::distance(k, id, 3), k))
            .filter(|(d, _)| *d <= 3)
            .min();
        close.map_or_else(String::new, |(_, k)| format!("; is \"{k}\" meant?"))
    }

    fn country(&self, source: &'f DataFile, file: &File, id: Option<&str>) -> Result<Option<Id>> {
        match (id, file.country.as_slice()) {
            (Some(id), _) => self.known(source, id).map(Some),
            (None, [one]) => self.known(source, &one.id).map(Some),
            (None, _) => Ok(None),
        }
    }

    /// An office with one holder at a time has one on any day.
    fn check_single_offices(&self) -> Result<()> {
        let mut terms: BTreeMap<Id, Vec<(NaiveDate, Option<NaiveDate>, Id)>> = BTreeMap::new();
        for (person, thing) in self.gazetteer.things.iter().enumerate() {
            let Detail::Person { terms: held, .. } = &thing.detail else { continue };
            for term in held {
                let single = matches!(
                    self.gazetteer.things[term.office].detail,
                    Detail::Office { single: true, .. }
                );
                if let (true, Some(from)) = (single, term.from) {
                    terms.entry(term.office).or_default().push((from, term.to, person));
                }
            }
        }
        for (office, mut list) in terms {
            list.sort();
            for pair in list.windows(2) {
                let (_, to, first) = pair[0];
                let (from, _, second) = pair[1];
                if to.is_none_or(|to| to > from) {
                    let [first, second, office] =
                        [first, second, office].map(|i| self.gazetteer.things[i].id.as_str());
                    let place = self.sources.get(first).map(|s| check::place_of(s, first));
                    let what = format!(
                        "{first} and {second} both hold {office} on {from}; write to = {from} for {first}"
                    );
                    return Err(Error::data(place.unwrap_or_default(), what));
                }
            }
        }
        Ok(())
    }
}

fn dates(
    source: &DataFile,
    id: &str,
    from: Option<Date>,
    to: Option<Date>,
) -> Result<(Option<NaiveDate>, Option<NaiveDate>)> {
    if let (Some(from), Some(to)) = (from, to)
        && from > to
    {
        let what = format!("{id}: from = {} is after to = {}; swap them", from.0, to.0);
        return Err(Error::data(check::place_of(source, id), what));
    }
    Ok((from.map(|d| d.0), to.map(|d| d.0)))
}

/// A short name in capitals counts only in capitals; others need a capital.
fn case_of(name: &str) -> Case {
    let letters: Vec<char> = name.chars().filter(|c| c.is_alphabetic()).collect();
    let short = letters.len() <= 5;
    if short && letters.iter().all(|c| c.is_uppercase()) { Case::Upper } else { Case::Capital }
}

fn add_title(names: &mut NameIndex<Sense>, title: &str, office: usize) {
    names.add(title, Sense::Title { office, plural: false }, Case::Any);
    names.add(&plural(title), Sense::Title { office, plural: true }, Case::Any);
}

/// "head of state" becomes "heads of state", "foreign minister" "foreign ministers".
fn plural(title: &str) -> String {
    let (head, rest) = match title.find(" of ").or_else(|| title.find(" for ")) {
        Some(at) => title.split_at(at),
        None => (title, ""),
    };
    match head.strip_suffix('y') {
        Some(stem) if !head.ends_with("ey") => format!("{stem}ies{rest}"),
        _ if head.ends_with("man") => format!("{}men{rest}", &head[..head.len() - 3]),
        _ => format!("{head}s{rest}"),
    }
}

fn last_word(name: &str) -> String {
    name.split_whitespace().last().unwrap_or(name).to_owned()
}

/// "Zhanibek" is shortened to "Zh." as well as to "Z."
fn digraph(name: &str) -> Option<String> {
    let two: String = name.chars().take(2).collect();
    matches!(two.to_lowercase().as_str(), "zh" | "sh" | "ch" | "kh" | "ye" | "yu" | "ya")
        .then_some(two)
}
