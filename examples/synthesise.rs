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
//! others. One article in four tells of no event, and of the sentences of the
//! others most do not: background, with names, numbers and subordinate clauses.
//! Article number n is the same however many are asked for.

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

/// Sentences that tell of no event; news is full of them. `{N}` is a number, `{G}`
/// and `{H}` are goods, `{C}` a city, `{X}` a state, `{x}` its adjective, `{U}`
/// somebody whom no list knows, `{M}` a month.
const BACKGROUND: [&str; 40] = [
    "Trade between the two grew by {N} percent in the past year",
    "The roads in the centre of {C} were closed for most of the morning",
    "Analysts had expected little more than words",
    "{G} and {H} make up most of what crosses the border",
    "The hall had been built for a sports festival and was opened for the guests",
    "No questions were taken after the event",
    "The railway would cut the way to the sea by {N} kilometres",
    "Water from the mountains feeds the fields of both valleys",
    "Opposition politicians said that nothing had changed for the villages",
    "The price of {G} has risen by {N} percent since {M}",
    "Students waved flags along the avenue that leads from the station to the old town",
    "Experts on both sides have been at work on the text for months",
    "\u{201c}People here live on {G} and on what their sons send home,\u{201d} said {U}, who keeps a shop in {C}",
    "\u{201c}We have heard such words before,\u{201d} {U} said",
    "{U}, a professor of economics in {C}, does not believe the figures",
    "The {x} market for {G} is worth about {N} million dollars a year",
    "About {N} families in the district have no running water",
    "In {C} the lights go out twice a day, and in the villages around it the winter is harder still",
    "The harvest of {G} was poor, and that of {H} was worse",
    "Nobody knows how many of the {N} workers will find their way back",
    "{X} imports nearly all of its {G} and pays for it with {H}",
    "The power station has stood idle since its third turbine failed",
    "What had begun as a quarrel about {G} had turned into one about history",
    "Older people remember the days when the bus to {C} ran every hour",
    "The state budget has been short of money for years",
    "Of {N} wells that were drilled, fewer than half give clean water",
    "{U} has written two books about the {x} economy",
    "The lake has lost a third of its water since the canal was dug",
    "A kilo of {G} costs twice as much in {C} as on the other side of the mountains",
    "Critics say that the numbers are too good to be true",
    "The newspaper put the cost at {N} million dollars",
    "Snow and mud make the pass useless from {M} on",
    "Most of the {G} goes through {C}, where it is weighed, washed and packed",
    "For the {x} side much depends on the price of {G}",
    "Young people leave, and those who stay wait for {M}",
    "It was not clear who would pay for the bridge",
    "The bazaar of {C} sells {G}, {H}, carpets, tools and mobile telephones",
    "The average wage is {N} dollars a month",
    "Engineers have found cracks in {N} of the houses along the river",
    "Last year's drought hit the growers of {G} hardest",
];

/// What such a sentence, or one that tells of an event, may go on with.
const TAILS: [&str; 16] = [
    ", according to official figures",
    ", although nobody in {C} would say so aloud",
    ", while {G} and {H} became dearer",
    ", as {U} of the Institute for Economic Studies in {C} put it",
    ", which many had not thought possible a year ago",
    " and that will hardly change before {M}",
    ", at least in the northern districts, where most of the people live from {G}",
    ", despite doubts that were voiced in parliament and in the press",
    " after months of preparation by working groups on both sides",
    " against the background of rising prices for {G} and {H}",
    ", a step that farmers and traders on both banks of the river have long been waiting for",
    ", the newspaper wrote, and the share of {G} is still growing",
    " because the old road through the mountains is too narrow for lorries and closed for {N} days of the year",
    ", the first time in more than {N} months",
    ", and the {x} economy, which hangs on {G} and on the wages of those who work abroad, needs it badly",
    ", local media reported",
];

/// What a sentence about an event may begin with.
const LEADS: [&str; 5] = [
    "As had been expected, ",
    "After weeks of rumours, ",
    "Amid concern about the price of {G}, ",
    "With {M} drawing near and {G} in short supply, ",
    "Meanwhile, ",
];

const GOODS: [&str; 16] = [
    "cotton",
    "wheat",
    "apples",
    "diesel",
    "coal",
    "onions",
    "rice",
    "electricity",
    "copper",
    "wool",
    "flour",
    "gas",
    "melons",
    "cement",
    "gold",
    "timber",
];

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

const FIRST_NAMES: [&str; 12] = [
    "Aigul", "Bakyt", "Dilnoza", "Erlan", "Farrukh", "Gulnara", "Jamshed", "Marat", "Nodira",
    "Rustam", "Saule", "Timur",
];

const LAST_NAMES: [&str; 12] = [
    "Abenov",
    "Boronbaev",
    "Davlatov",
    "Ergashev",
    "Ibraimova",
    "Kasenov",
    "Mirsaidov",
    "Nurlanova",
    "Ospanova",
    "Rahmatov",
    "Sultanbek",
    "Yusupova",
];

/// Titles of articles that tell of no event.
const TITLES: [&str; 4] = [
    "Why {G} is dear in {C}",
    "{x} growers of {G} look to {M}",
    "A winter in {C}",
    "{G}, {H} and the road to {C}",
];

/// Of so many articles one tells of no event.
const IDLE: u64 = 4;

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
        let idle = random.below(IDLE) == 0;
        let title = match idle {
            true => capitalised(&self.color(&mut random, TITLES[number as usize % TITLES.len()])),
            false => render(&happening, happening.kind.title, "").trim().to_owned(),
        };
        let mut paragraphs = match idle {
            true => vec![self.background(&mut random, 4), self.background(&mut random, 4)],
            false => self.told(&mut random, &happening, main, published),
        };
        for _ in 0..1 + random.below(2) {
            let sentences = 2 + random.below(4);
            paragraphs.push(self.background(&mut random, sentences));
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

    /// Paragraphs on an event, and on others before and after it.
    fn told(
        &self,
        random: &mut Random,
        happening: &Happening,
        main: u64,
        published: NaiveDate,
    ) -> Vec<String> {
        let mut paragraphs = vec![
            self.paragraph(random, &[happening, happening], published),
            self.aside(random, main, published),
        ];
        if random.below(3) > 0 {
            let recent = main.saturating_sub(random.below(DAILY * 7));
            paragraphs.push(self.paragraph(random, &[&self.happening(recent)], published));
        }
        if random.below(2) == 0 {
            let ahead = self.happening(main + random.below(DAILY * 10));
            paragraphs.push(self.paragraph(random, &[&ahead], published));
        }
        paragraphs
    }

    /// What is told of some events, with two or three sentences that tell of none.
    fn paragraph(&self, random: &mut Random, told: &[&Happening], published: NaiveDate) -> String {
        let mut sentences: Vec<String> =
            told.iter().map(|h| self.sentence(random, h, published)).collect();
        let more = 2 + random.below(2);
        sentences.push(self.background(random, more));
        sentences.join(" ")
    }

    /// What is told of an event long past: by its month or year alone.
    fn aside(&self, random: &mut Random, main: u64, published: NaiveDate) -> String {
        let back = DAILY * (60 + random.below(1000));
        if main < back {
            return self.background(random, 1);
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

    /// A sentence that tells of an event, as an article of that day may, often
    /// with more around it.
    fn sentence(&self, random: &mut Random, happening: &Happening, published: NaiveDate) -> String {
        let (wording, when) = telling(random, happening, published);
        let lead = match wording.starts_with('{') && random.below(5) == 0 {
            true => random.pick(&LEADS),
            false => "",
        };
        let tail = if random.below(2) == 0 { random.pick(&TAILS) } else { "" };
        let around = |random: &mut Random, part: &str| self.color(random, part);
        let (lead, tail) = (around(random, lead), around(random, tail));
        let wording = wording.strip_suffix('.').unwrap_or(wording);
        render(happening, &format!("{lead}{wording}{tail}."), &when)
    }

    /// Sentences that tell of no event.
    fn background(&self, random: &mut Random, sentences: u64) -> String {
        let mut all = Vec::new();
        for _ in 0..sentences {
            let mut text = random.pick(&BACKGROUND).to_owned();
            for _ in 0..[0, 0, 0, 1, 1, 1, 1, 2][random.below(8) as usize] {
                let tail = random.pick(&TAILS);
                text += if text.ends_with(tail) { "" } else { tail };
            }
            all.push(capitalised(&self.color(random, &text)) + ".");
        }
        all.join(" ")
    }

    /// Fills in what has nothing to do with the event.
    fn color(&self, random: &mut Random, text: &str) -> String {
        let state = random.below(STATES.len() as u64) as usize;
        let person = format!("{} {}", random.pick(&FIRST_NAMES), random.pick(&LAST_NAMES));
        text.replace("{N}", &(3 + random.below(90)).to_string())
            .replace("{G}", random.pick(&GOODS))
            .replace("{H}", random.pick(&GOODS))
            .replace("{C}", &random.pick(&self.cities[state]))
            .replace("{X}", &self.name(state))
            .replace("{x}", STATES[state].1)
            .replace("{U}", &person)
            .replace("{M}", random.pick(&MONTHS))
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

    /// The name of a state as it stands in a sentence.
    fn name(&self, state: usize) -> String {
        let id = STATES[state].0;
        let name = self.gazetteer.by_id(id).map(|id| self.gazetteer.things[id].name.clone());
        match name.unwrap_or_else(|| id.to_owned()) {
            name if name.starts_with("United") => format!("the {name}"),
            name => name,
        }
    }

    /// Who speaks for a state on a day: one of those who then held an office.
    fn side(&self, random: &mut Random, state: usize, day: NaiveDate) -> Side {
        let (id, adjective) = STATES[state];
        let state = self.name(state);
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

/// With a capital at its beginning; a quotation mark stays before it.
fn capitalised(text: &str) -> String {
    match text.chars().next() {
        Some(first) if first.is_ascii() => text[..1].to_uppercase() + &text[1..],
        _ => text.to_owned(),
    }
}

/// How an article of a day tells of an event: the wording, and when it was.
fn telling(
    random: &mut Random,
    happening: &Happening,
    published: NaiveDate,
) -> (&'static str, String) {
    let day = happening.day;
    let distance = published.signed_duration_since(day).num_days();
    let style = random.below(3);
    let when = match style {
        0 if (0..6).contains(&distance) => day.format("on %A").to_string(),
        1 if day.year() == published.year() => day.format("on %B %-d").to_string(),
        _ => day.format("on %-d %B %Y").to_string(),
    };
    let wordings = if distance < 0 { happening.kind.before } else { happening.kind.after };
    (random.pick(wordings), when)
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
    capitalised(&text)
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
