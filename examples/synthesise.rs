//! Articles made up for measuring: real persons, offices and places of the
//! gazetteer, invented events. One JSON object a line, the same for the same
//! arguments.
//!
//! ```sh
//! cargo run --release --example synthesise -- 2000 > articles.jsonl
//! cargo run --release --example synthesise -- 1 --after 2000 > one-more.jsonl
//! ```
//!
//! The made-up world has eight events a day from 2012 on. Each is told by two
//! or three articles of different outlets, in different words, some before it
//! and most after it; articles also look back on older events and forward to
//! others. Article number n is the same however many are asked for.

use std::io::{BufWriter, Write};
use std::process::ExitCode;

use chrono::{Datelike, Days, NaiveDate};
use silkgraph::data::Data;
use silkgraph::gazetteer::{Detail, Gazetteer, Id, PlaceKind};

const USAGE: &str = "usage: synthesise NUMBER [--after NUMBER] [--seed NUMBER]";

/// Events a day.
const DAILY: u64 = 8;

/// States that have events, with their adjectives. The first five have most.
const STATES: [(&str, &str); 17] = [
    ("kazakhstan", "Kazakh"),
    ("uzbekistan", "Uzbek"),
    ("kyrgyzstan", "Kyrgyz"),
    ("tajikistan", "Tajik"),
    ("turkmenistan", "Turkmen"),
    ("russia", "Russian"),
    ("china", "Chinese"),
    ("turkey", "Turkish"),
    ("iran", "Iranian"),
    ("india", "Indian"),
    ("azerbaijan", "Azerbaijani"),
    ("pakistan", "Pakistani"),
    ("mongolia", "Mongolian"),
    ("belarus", "Belarusian"),
    ("united-states", "American"),
    ("germany", "German"),
    ("japan", "Japanese"),
];

const OFFICES: [&str; 4] = ["president", "foreign-minister", "prime-minister", "defence-minister"];

const BODIES: [&str; 5] = ["sco", "csto", "eaeu", "cis", "ots"];

const OUTLETS: [&str; 9] = [
    "Steppe Wire",
    "Two Rivers Daily",
    "Irtysh Wire",
    "Transoxus Review",
    "Pamir Post",
    "Caspian Courier",
    "Silk Road Monitor",
    "Alatau Herald",
    "Zarafshan Times",
];

const FILLERS: [&str; 12] = [
    "Trade between the two grew by a tenth in the past year, according to official figures.",
    "The roads in the centre were closed for most of the morning.",
    "Analysts had expected little more than words.",
    "Apples, cotton and wheat make up most of what crosses the border.",
    "The hall had been built for a sports festival and was opened for the guests.",
    "No questions were taken after the event.",
    "The railway would cut the way to the sea by 900 kilometres.",
    "Water from the mountains feeds the fields of both valleys.",
    "Opposition politicians said that nothing had changed for the villages.",
    "The price of diesel has risen since the spring.",
    "Students waved flags along the avenue.",
    "Experts on both sides have been at work on the text for months.",
];

/// What happens. In the sentences `{A}` and `{B}` are the two sides in full,
/// `{a}` and `{b}` in short, `{X}` and `{Y}` their states, `{x}` and `{y}` the
/// adjectives, `{P}` a place, `{O}` an organisation, `{W}` when.
struct Kind {
    weight: u64,
    before: &'static [&'static str],
    after: &'static [&'static str],
    title: &'static str,
}

const KINDS: [Kind; 10] = [
    Kind {
        weight: 24,
        before: &[
            "{A} will visit {P} {W}.",
            "{A} is expected to arrive in {P} {W}.",
            "{a} plans to travel to {P} {W}.",
        ],
        after: &[
            "{A} arrived in {P} {W}.",
            "{A} visited {Y} {W} at the invitation of {B}.",
            "{a} paid an official visit to {Y} {W}.",
            "{W}, {A} flew to {P}.",
            "{A} travelled to {P} {W}, where {b} received the guest.",
        ],
        title: "{a} in {P}",
    },
    Kind {
        weight: 26,
        before: &[
            "{A} will meet {B} in {P} {W}.",
            "A meeting of {a} and {b} is planned {W}.",
            "{a} and {b} are to hold talks in {P} {W}.",
        ],
        after: &[
            "{A} met {B} in {P} {W}.",
            "{W}, {A} held talks with {B} in {P}.",
            "{A} received {B} {W}.",
            "{a} and {b} met in {P} {W}.",
            "The talks between {a} and {b} in {P} lasted two hours.",
        ],
        title: "{a} and {b} hold talks",
    },
    Kind {
        weight: 4,
        before: &["{A} will speak with {B} by telephone {W}."],
        after: &[
            "{A} spoke with {B} by telephone {W}.",
            "{W}, {a} and {b} held a telephone conversation.",
        ],
        title: "{a} calls {b}",
    },
    Kind {
        weight: 12,
        before: &[
            "{X} and {Y} will sign an agreement on {T} {W}.",
            "{X} and {Y} plan to sign a memorandum on {T} {W}.",
        ],
        after: &[
            "{X} and {Y} signed an agreement on {T} {W}.",
            "{W}, {X} signed a memorandum on {T} with {Y}.",
            "A treaty on {T} was signed by {x} and {y} ministers in {P} {W}.",
            "{A} and {B} signed a protocol on {T} in {P} {W}.",
        ],
        title: "{X} and {Y} sign papers on {T}",
    },
    Kind {
        weight: 8,
        before: &["{X} and {Y} will hold joint exercises {W}."],
        after: &[
            "{x} and {y} troops held joint exercises near {P} {W}.",
            "{x} and {y} soldiers trained together {W}.",
            "Joint drills of {X} and {Y} began {W}.",
        ],
        title: "{x} and {y} soldiers train together",
    },
    Kind {
        weight: 12,
        before: &["{A} will comment on the plan of {Y} {W}."],
        after: &[
            "{A} said {W} that {X} supported the plan of {Y}.",
            "{W}, {A} condemned the decision of {Y}.",
            "{X} called on {Y} {W} to reopen the border.",
            "{A} thanked {Y} {W} for its help.",
        ],
        title: "{a} speaks of {Y}",
    },
    Kind {
        weight: 7,
        before: &["{X} will give {Y} a loan of 200 million dollars {W}."],
        after: &[
            "{X} sent 500 tons of flour to {Y} {W}.",
            "{W}, {X} granted {Y} a loan of 300 million dollars.",
            "Humanitarian aid was delivered to {Y} by {X} {W}.",
        ],
        title: "{X} helps {Y}",
    },
    Kind {
        weight: 4,
        before: &["The summit of the {O} will take place in {P} {W}."],
        after: &[
            "The {O} summit took place in {P} {W}.",
            "{A} attended the summit of the {O} in {P} {W}.",
            "{a} and {b} took part in the {O} summit in {P} {W}.",
        ],
        title: "{O} leaders gather in {P}",
    },
    Kind {
        weight: 2,
        before: &["{X} may impose sanctions on {Y} {W}."],
        after: &["{X} imposed sanctions on {Y} {W}.", "{X} lifted sanctions against {Y} {W}."],
        title: "{X} and the measures against {Y}",
    },
    Kind {
        weight: 1,
        before: &["{X} will open an embassy in {Y} {W}."],
        after: &[
            "{X} and {Y} elevated their relations to a strategic partnership {W}.",
            "{X} appointed an ambassador to {Y} {W}.",
        ],
        title: "{X} and {Y} draw closer",
    },
];

const TOPICS: [&str; 6] = ["transit", "water", "energy", "customs", "education", "pensions"];

/// SplitMix64: numbers that look random and are the same in every run.
pub struct Random(u64);

impl Random {
    /// The source of the thing number `number` of a family.
    pub fn of(seed: u64, family: u64, number: u64) -> Self {
        let mut random = Random(seed ^ family << 56 ^ number.wrapping_mul(0xd6e8_feb8_6659_fd93));
        random.next();
        random
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }

    pub fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    fn pick<T: Clone>(&mut self, items: &[T]) -> T {
        items[self.below(items.len() as u64) as usize].clone()
    }
}

/// One side of an event: a state, and who speaks for it.
#[derive(Clone)]
struct Side {
    state: String,
    adjective: &'static str,
    full: String,
    short: String,
}

/// An event of the made-up world.
struct Happening {
    kind: &'static Kind,
    day: NaiveDate,
    sides: [Side; 2],
    place: String,
    body: String,
    topic: &'static str,
}

/// The made-up world.
pub struct World {
    gazetteer: Gazetteer,
    seed: u64,
    /// Cities of each of [`STATES`].
    cities: Vec<Vec<String>>,
}

impl World {
    /// A world of its own for each seed, out of the gazetteer in the program.
    ///
    /// # Errors
    ///
    /// When the gazetteer cannot be read.
    pub fn new(seed: u64) -> silkgraph::Result<Self> {
        let gazetteer = Gazetteer::load(&Data::embedded())?;
        let cities = STATES.iter().map(|(state, _)| cities_of(&gazetteer, state)).collect();
        Ok(World { gazetteer, seed, cities })
    }

    /// The article with this number, from 0, as a line of JSON.
    pub fn article(&self, number: u64) -> String {
        let mut random = Random::of(self.seed, 1, number);
        let main = number * 2 / 5;
        let happening = self.happening(main);
        let early = random.below(6) == 0;
        let published = if early {
            happening.day - Days::new(1 + random.below(4))
        } else {
            happening.day + Days::new(random.below(3))
        };
        let title = render(&happening, happening.kind.title, "").trim().to_owned();
        let mut paragraphs = vec![
            self.paragraph(&mut random, &[&happening, &happening], published),
            self.aside(&mut random, main, published),
        ];
        if random.below(3) > 0 {
            let recent = main.saturating_sub(random.below(DAILY * 7));
            paragraphs.push(self.paragraph(&mut random, &[&self.happening(recent)], published));
        }
        if random.below(2) == 0 {
            let ahead = self.happening(main + random.below(DAILY * 10));
            paragraphs.push(self.paragraph(&mut random, &[&ahead], published));
        }
        let outlet = OUTLETS[((number + random.below(3) * 3) % OUTLETS.len() as u64) as usize];
        let slug = outlet.to_lowercase().replace(' ', "-");
        let line = serde_json::json!({
            "id": format!("synthetic-{number:07}"),
            "title": title,
            "source": outlet,
            "url": format!("https://example.org/{slug}/{}/{number}", published.format("%Y/%m/%d")),
            "published": published.to_string(),
            "text": paragraphs.join("\n\n"),
        });
        line.to_string()
    }

    /// What is told of some events, with a sentence or two that tell of none.
    fn paragraph(&self, random: &mut Random, told: &[&Happening], published: NaiveDate) -> String {
        let mut sentences: Vec<String> =
            told.iter().map(|h| sentence(random, h, published)).collect();
        for _ in 0..2 + random.below(2) {
            sentences.push(random.pick(&FILLERS).to_owned());
        }
        sentences.join(" ")
    }

    /// What is told of an event long past: by its month or year alone.
    fn aside(&self, random: &mut Random, main: u64, published: NaiveDate) -> String {
        let back = DAILY * (60 + random.below(1000));
        if main < back {
            return random.pick(&FILLERS).to_owned();
        }
        let past = self.happening(main - back);
        let when = match random.below(3) {
            0 => past.day.format("in %Y").to_string(),
            1 => past.day.format("in %B %Y").to_string(),
            _ => past.day.format("on %-d %B %Y").to_string(),
        };
        let told = render(&past, random.pick(past.kind.after), &when);
        self.paragraph(random, &[], published) + " " + &told
    }

    fn happening(&self, number: u64) -> Happening {
        let mut random = Random::of(self.seed, 2, number);
        let day = first_day() + Days::new(number / DAILY);
        let mut lot = random.below(KINDS.iter().map(|k| k.weight).sum());
        let kind = KINDS.iter().find(|kind| {
            let found = lot < kind.weight;
            lot = lot.saturating_sub(kind.weight);
            found
        });
        let states = if random.below(3) > 0 { 5 } else { STATES.len() as u64 };
        let one = random.below(states);
        let step = 1 + random.below(STATES.len() as u64 - 1);
        let other = (one + step) % STATES.len() as u64;
        let sides = [one, other].map(|state| self.side(&mut random, state as usize, day));
        let host = &self.cities[other as usize];
        let place = if random.below(3) > 0 { host[0].clone() } else { random.pick(host) };
        let body = self.gazetteer.by_id(random.pick(&BODIES));
        Happening {
            kind: kind.unwrap_or(&KINDS[0]),
            day,
            sides,
            place,
            body: body.map_or_else(String::new, |id| self.gazetteer.things[id].name.clone()),
            topic: random.pick(&TOPICS),
        }
    }

    /// Who speaks for a state on a day: one of those who then held an office.
    fn side(&self, random: &mut Random, state: usize, day: NaiveDate) -> Side {
        let (id, adjective) = STATES[state];
        let name = self.gazetteer.by_id(id).map(|id| self.gazetteer.things[id].name.clone());
        let mut state = name.unwrap_or_else(|| id.to_owned());
        if state.starts_with("United") {
            state.insert_str(0, "the ");
        }
        let first = random.below(OFFICES.len() as u64) as usize;
        let holder = (first..first + OFFICES.len()).find_map(|office| {
            let part = OFFICES[office % OFFICES.len()];
            let office = self.gazetteer.by_id(&format!("{part}-of-{id}"))?;
            let person = *self.gazetteer.holders(office, day).first()?;
            Some((part.replace('-', " "), person))
        });
        let Some((office, person)) = holder else {
            return Side { full: state.clone(), short: state.clone(), state, adjective };
        };
        let name = self.spelling(random, person);
        let title: String = office.split(' ').map(|w| capitalised(w) + " ").collect();
        let full = match random.below(3) {
            0 => format!("{adjective} {title}{name}"),
            1 => format!("{name}, the {} of {state},", office),
            _ => format!("{state}'s {title}{name}"),
        };
        Side { full, short: name, state, adjective }
    }

    /// The name, now and then in another spelling.
    fn spelling(&self, random: &mut Random, person: Id) -> String {
        let known = &self.gazetteer.things[person];
        let full: Vec<&String> = known.also.iter().filter(|name| name.contains(' ')).collect();
        match full.is_empty() || random.below(8) > 0 {
            true => known.name.clone(),
            false => random.pick(&full).clone(),
        }
    }
}

fn first_day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2012, 1, 1).unwrap_or(NaiveDate::MIN)
}

/// The cities of a state, its capital first.
fn cities_of(gazetteer: &Gazetteer, state: &str) -> Vec<String> {
    let Some(id) = gazetteer.by_id(state) else { return vec![state.to_owned()] };
    let capital = match gazetteer.things[id].detail {
        Detail::Country { capital, .. } => capital,
        _ => None,
    };
    let is_city = |other: &Id| {
        let thing = &gazetteer.things[*other];
        matches!(thing.detail, Detail::Place { kind: PlaceKind::City, .. })
            && gazetteer.state_of(*other) == Some(id)
    };
    let others = (0..gazetteer.things.len()).filter(is_city).filter(|c| Some(*c) != capital);
    capital.into_iter().chain(others).map(|c| gazetteer.things[c].name.clone()).take(6).collect()
}

fn capitalised(word: &str) -> String {
    word[..1].to_uppercase() + &word[1..]
}

/// A sentence that tells of an event, as an article of that day may.
fn sentence(random: &mut Random, happening: &Happening, published: NaiveDate) -> String {
    let day = happening.day;
    let distance = published.signed_duration_since(day).num_days();
    let style = random.below(3);
    let when = match style {
        0 if (0..6).contains(&distance) => day.format("on %A").to_string(),
        1 if day.year() == published.year() => day.format("on %B %-d").to_string(),
        _ => day.format("on %-d %B %Y").to_string(),
    };
    let wordings = if distance < 0 { happening.kind.before } else { happening.kind.after };
    render(happening, random.pick(wordings), &when)
}

fn render(happening: &Happening, wording: &str, when: &str) -> String {
    let [one, other] = &happening.sides;
    let text = wording
        .replace("{A}", &one.full)
        .replace("{B}", &other.full)
        .replace("{a}", &one.short)
        .replace("{b}", &other.short)
        .replace("{X}", &one.state)
        .replace("{Y}", &other.state)
        .replace("{x}", one.adjective)
        .replace("{y}", other.adjective)
        .replace("{P}", &happening.place)
        .replace("{O}", &happening.body)
        .replace("{T}", happening.topic)
        .replace("{W}", when)
        .replace(",.", ".")
        .replace(",,", ",");
    text.get(..1).map_or_else(String::new, str::to_uppercase) + text.get(1..).unwrap_or_default()
}

/// The arguments: how many, after which number, of which world.
fn arguments() -> Option<(u64, u64, u64)> {
    let (mut count, mut after, mut seed) = (None, 0, 1);
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        match word.as_str() {
            "--after" => after = words.next()?.parse().ok()?,
            "--seed" => seed = words.next()?.parse().ok()?,
            _ => count = Some(word.parse().ok()?),
        }
    }
    Some((count?, after, seed))
}

fn main() -> ExitCode {
    let Some((count, after, seed)) = arguments() else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    let written = World::new(seed).map_err(|e| e.to_string()).and_then(|world| {
        let mut out = BufWriter::new(std::io::stdout().lock());
        (after..after + count)
            .try_for_each(|number| writeln!(out, "{}", world.article(number)))
            .and_then(|()| out.flush())
            .map_err(|e| e.to_string())
    });
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("synthesise: {error}");
            ExitCode::FAILURE
        }
    }
}
