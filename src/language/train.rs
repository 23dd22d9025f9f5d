//! Training: from a folder of treebanks to the bytes of a model. The same
//! treebanks give the same bytes.

use std::path::Path;
use std::sync::mpsc::{Sender, channel};
use std::thread;

use super::Model;
use super::conllu::{self, Gold};
use super::features::{Input, features};
use super::lemma::Lemmatiser;
use super::oracle::Truth;
use super::parser::{Parser, best, violation};
use super::random::Random;
use super::state::{State, Transitions};
use super::tagger::{Tag, Tagger, Word};
use super::tagset::{Relation, Upos};
use super::weights::{Keys, Pruning, Table, Trainer, Weights, ZERO};
use crate::error::{Error, Result};

/// How long to train, and how much to keep.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Passes over the treebank for the tagger.
    pub tagger_epochs: usize,
    /// Passes for the greedy decoder.
    pub greedy_epochs: usize,
    /// Passes for beam search.
    pub beam_epochs: usize,
    /// What is kept of the tagger's weights.
    pub tagger: Pruning,
    /// What is kept of the greedy decoder's weights.
    pub greedy: Pruning,
    /// What is kept of the weights for beam search.
    pub beam: Pruning,
}

/// The settings that the model in the binary was trained with.
impl Default for Settings {
    fn default() -> Self {
        Settings {
            tagger_epochs: 8,
            greedy_epochs: 10,
            beam_epochs: 11,
            tagger: Pruning { patience: 2, step: 0.5, least: 3 },
            greedy: Pruning { patience: 12, step: 0.75, least: 3 },
            beam: Pruning { patience: 12, step: 0.75, least: 3 },
        }
    }
}

/// Parts of the training set, each tagged by a tagger that has not seen it.
const FOLDS: usize = 5;

/// One sentence in so many is also seen as a headline.
const HEADLINES: usize = 6;

/// Trains a model on all treebanks of a folder but those for tests (`-test` in
/// their names), and returns the bytes of the model file; `progress` is told what
/// is done. Fails on a folder without treebanks and on a file that is not CoNLL-U.
pub fn train(treebank: &Path, progress: &mut dyn FnMut(&str)) -> Result<Vec<u8>> {
    train_with(treebank, &Settings::default(), &|name| !name.contains("-test"), progress)
}

/// Trains on the files of a folder whose names `wanted` accepts.
pub fn train_with(
    treebank: &Path,
    settings: &Settings,
    wanted: &dyn Fn(&str) -> bool,
    progress: &mut dyn FnMut(&str),
) -> Result<Vec<u8>> {
    let mut sentences = Vec::new();
    for path in conllu::files(treebank)? {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if wanted(&name) {
            let read = conllu::read(&path)?;
            progress(&format!("{name}: {} sentences", read.len()));
            sentences.extend(read);
        }
    }
    if sentences.is_empty() {
        return Err(Error::Usage(format!("{}: no sentences to train on", treebank.display())));
    }
    let mut out = Vec::new();
    train_model(sentences, settings, progress).write(&mut out);
    // Weights that do not fit the format would be noticed here.
    Model::from_bytes(&out)?;
    Ok(out)
}

/// A sentence as the parser trains on it.
struct Lesson {
    input: Input,
    truth: Truth,
}

fn train_model(sentences: Vec<Gold>, settings: &Settings, progress: &mut dyn FnMut(&str)) -> Model {
    let lemmatiser = Lemmatiser::train(&sentences);
    let titled: Vec<Gold> = sentences.iter().step_by(HEADLINES).filter_map(headline).collect();
    progress(&format!("{} sentences again as headlines", titled.len()));
    let all: Vec<&Gold> = sentences.iter().chain(&titled).collect();
    // A sentence and its headline are in one fold, so that neither is tagged by
    // a tagger that saw the other.
    let folds: Vec<usize> = (0..sentences.len())
        .map(|at| at / HEADLINES % FOLDS)
        .chain(headline_folds(&sentences))
        .collect();
    let (tagger, lessons) = tag_all(&all, &folds, &lemmatiser, settings, progress);
    let transitions = transitions(&lessons);
    let (greedy, beam) = train_parsers(&lessons, &transitions, settings, progress);
    Model { tagger, lemmatiser, parser: Parser { transitions, greedy, beam } }
}

fn headline_folds(sentences: &[Gold]) -> impl Iterator<Item = usize> {
    let chosen = sentences.iter().enumerate().step_by(HEADLINES);
    chosen
        .filter(|(_, sentence)| headline(sentence).is_some())
        .map(|(at, _)| at / HEADLINES % FOLDS)
}

/// The tagger, and the sentences with tags as a tagger gives them to new text.
fn tag_all(
    all: &[&Gold],
    folds: &[usize],
    lemmatiser: &Lemmatiser,
    settings: &Settings,
    progress: &mut dyn FnMut(&str),
) -> (Tagger, Vec<Lesson>) {
    let mut tagged: Vec<Vec<Tag>> = vec![Vec::new(); all.len()];
    for fold in 0..FOLDS {
        let others: Vec<&Gold> =
            all.iter().zip(folds).filter(|(_, f)| **f != fold).map(|(s, _)| *s).collect();
        let tagger = Tagger::train(&others, settings.tagger_epochs, settings.tagger);
        for (at, sentence) in all.iter().enumerate().filter(|(at, _)| folds[*at] == fold) {
            tagged[at] = tag(&tagger, sentence);
        }
        progress(&format!("tagged part {} of {FOLDS}", fold + 1));
    }
    let tagger = Tagger::train(all, settings.tagger_epochs, settings.tagger);
    progress("tagger trained");
    let lessons = all.iter().zip(tagged).map(|(sentence, tags)| Lesson {
        input: input(sentence, &tags, lemmatiser),
        truth: Truth::new(sentence),
    });
    let lessons = lessons.collect();
    (tagger, lessons)
}

fn tag(tagger: &Tagger, sentence: &Gold) -> Vec<Tag> {
    let lowers: Vec<String> = sentence.words.iter().map(|word| word.form.to_lowercase()).collect();
    let words: Vec<Word> = sentence
        .words
        .iter()
        .zip(&lowers)
        .map(|(word, lower)| Word { form: &word.form, lower })
        .collect();
    tagger.tag(&words, &[])
}

fn input(sentence: &Gold, tags: &[Tag], lemmatiser: &Lemmatiser) -> Input {
    let words: Vec<(String, String)> = sentence
        .words
        .iter()
        .zip(tags)
        .map(|(word, &(upos, xpos))| {
            let lower = word.form.to_lowercase();
            let lemma = lemmatiser.lemma(&word.form, &lower, upos, xpos);
            (lower, lemma)
        })
        .collect();
    Input::new(words.iter().map(|(word, lemma)| (word.as_str(), lemma.as_str())), tags)
}

/// The sentence as a headline: capitals on all words but short function words,
/// and no full stop. `None` where that would not look like one.
fn headline(sentence: &Gold) -> Option<Gold> {
    let count = sentence.words.len();
    if !(4..=24).contains(&count) || sentence.words.iter().any(|word| word.form.len() > 20) {
        return None;
    }
    let mut titled = sentence.clone();
    if titled.words.last().is_some_and(|word| word.form == "." && word.head < count - 1) {
        titled.words.pop();
        // The root's number is the number of words.
        titled
            .words
            .iter_mut()
            .filter(|word| word.head == count)
            .for_each(|word| word.head = count - 1);
        if titled.words.iter().any(|word| word.head > titled.words.len()) {
            return None;
        }
    }
    for (at, word) in titled.words.iter_mut().enumerate() {
        let minor =
            matches!(word.upos, Upos::Adp | Upos::Cconj | Upos::Det | Upos::Part | Upos::Punct);
        if at == 0 || !minor {
            let mut chars = word.form.chars();
            let first = chars.next()?;
            word.form = first.to_uppercase().chain(chars).collect();
        }
    }
    Some(titled)
}

/// All relations that occur on either side.
fn transitions(lessons: &[Lesson]) -> Transitions {
    let mut sides: [Vec<Relation>; 2] = [Vec::new(), Vec::new()];
    for (left, relation) in lessons.iter().flat_map(|lesson| lesson.truth.relations()) {
        sides[usize::from(!left)].push(relation);
    }
    let [left, right] = sides.map(|mut side| {
        side.sort_unstable();
        side.dedup();
        side
    });
    Transitions::new(&left, &right)
}

fn train_parsers(
    lessons: &[Lesson],
    transitions: &Transitions,
    settings: &Settings,
    progress: &mut dyn FnMut(&str),
) -> (Table, Table) {
    let (say, said) = channel();
    let say_too = say.clone();
    thread::scope(|scope| {
        let greedy = scope.spawn(|| train_greedy(lessons, transitions, settings, say));
        let beam = scope.spawn(|| train_beam(lessons, transitions, settings, say_too));
        for message in said {
            progress(&message);
        }
        let result = |handle: thread::ScopedJoinHandle<Table>| match handle.join() {
            Ok(table) => table,
            Err(panic) => std::panic::resume_unwind(panic),
        };
        (result(greedy), result(beam))
    })
}

/// Weights for the greedy decoder: the parser follows its own decisions, right
/// or wrong, and learns the best way on from there (Goldberg and Nivre 2012).
fn train_greedy(
    lessons: &[Lesson],
    transitions: &Transitions,
    settings: &Settings,
    say: Sender<String>,
) -> Table {
    let mut weights = Trainer::new(settings.greedy.patience);
    let mut random = Random::new(11);
    let mut order: Vec<usize> = (0..lessons.len()).collect();
    for epoch in 1..=settings.greedy_epochs {
        random.shuffle(&mut order);
        let mut wrong = 0;
        for &at in &order {
            wrong += follow(&lessons[at], transitions, &mut weights, &mut random, epoch);
        }
        let _ = say.send(format!("greedy, pass {epoch}: {wrong} wrong steps"));
    }
    weights.freeze(settings.greedy)
}

/// Parses one sentence and corrects each wrong step; returns their number.
fn follow(
    lesson: &Lesson,
    transitions: &Transitions,
    weights: &mut Trainer,
    random: &mut Random,
    epoch: usize,
) -> usize {
    let mut nodes = Vec::new();
    let mut state = State::start(lesson.input.len());
    let mut keys = Keys::new();
    let mut wrong = 0;
    while !state.is_final() {
        keys.clear();
        features(&lesson.input, &state, &nodes, &mut keys);
        let mut scores = ZERO;
        weights.add(keys.as_slice(), &mut scores);
        weights.tick();
        let guess = best(&scores, &state, &nodes, false, transitions);
        let mut step = guess;
        if !lesson.truth.allows(transitions.get(guess), &state, &nodes) {
            let right = |class: usize| lesson.truth.allows(transitions.get(class), &state, &nodes);
            if let Some(right) = transitions.best_of(&scores, &state, &nodes, false, right) {
                wrong += 1;
                weights.update(keys.as_slice(), right as u8, 1);
                weights.update(keys.as_slice(), guess as u8, -1);
                if epoch == 1 || random.below(10) == 0 {
                    step = right;
                }
            }
        }
        state = state.apply(transitions.get(step), &mut nodes);
    }
    wrong
}

/// Weights for beam search, corrected where it went most wrong.
fn train_beam(
    lessons: &[Lesson],
    transitions: &Transitions,
    settings: &Settings,
    say: Sender<String>,
) -> Table {
    let mut weights = Trainer::new(settings.beam.patience);
    let mut random = Random::new(13);
    let gold: Vec<Vec<u8>> = lessons.iter().map(|lesson| path(lesson, transitions)).collect();
    let mut order: Vec<usize> = (0..lessons.len()).collect();
    for epoch in 1..=settings.beam_epochs {
        random.shuffle(&mut order);
        let mut wrong = 0;
        for &at in &order {
            weights.tick();
            let found = violation(&lessons[at].input, &weights, transitions, &gold[at]);
            if let Some(found) = found {
                wrong += 1;
                correct(&lessons[at].input, transitions, &gold[at], &found, &mut weights);
            }
        }
        let _ = say.send(format!("beam, pass {epoch}: {wrong} wrong sentences"));
    }
    weights.freeze(settings.beam)
}

/// The classes that build the true tree.
fn path(lesson: &Lesson, transitions: &Transitions) -> Vec<u8> {
    let mut nodes = Vec::new();
    let mut state = State::start(lesson.input.len());
    let mut path = Vec::new();
    while !state.is_final() {
        let transition = lesson.truth.next(&state, &nodes);
        path.push(transitions.class(transition).unwrap_or(0) as u8);
        state = state.apply(transition, &mut nodes);
    }
    path
}

/// Rewards the true path and punishes the found one, from where they part.
fn correct(
    input: &Input,
    transitions: &Transitions,
    gold: &[u8],
    found: &[u8],
    weights: &mut Trainer,
) {
    let common = gold.iter().zip(found).take_while(|(a, b)| a == b).count();
    let mut nodes = Vec::new();
    let mut state = State::start(input.len());
    for &class in &gold[..common] {
        state = state.apply(transitions.get(class.into()), &mut nodes);
    }
    let mut keys = Keys::new();
    for (path, change) in [(&gold[..found.len()], 1), (found, -1)] {
        let mut state = state;
        for &class in &path[common..] {
            keys.clear();
            features(input, &state, &nodes, &mut keys);
            weights.update(keys.as_slice(), class, change);
            state = state.apply(transitions.get(class.into()), &mut nodes);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    const SAMPLE: &str = "\
# newdoc id = own_1
# text = The envoys met Karimov.
1\tThe\tthe\tDET\tDT\t_\t2\tdet\t_\t_
2\tenvoys\tenvoy\tNOUN\tNNS\t_\t3\tnsubj\t_\t_
3\tmet\tmeet\tVERB\tVBD\t_\t0\troot\t_\t_
4\tKarimov\tKarimov\tPROPN\tNNP\t_\t3\tobj\t_\t_
5\t.\t.\tPUNCT\t.\t_\t3\tpunct\t_\t_

# text = Karimov will visit Osh.
1\tKarimov\tKarimov\tPROPN\tNNP\t_\t3\tnsubj\t_\t_
2\twill\twill\tAUX\tMD\t_\t3\taux\t_\t_
3\tvisit\tvisit\tVERB\tVB\t_\t0\troot\t_\t_
4\tOsh\tOsh\tPROPN\tNNP\t_\t3\tobj\t_\t_
5\t.\t.\tPUNCT\t.\t_\t3\tpunct\t_\t_

";

    #[test]
    fn training_twice_gives_the_same_bytes_and_a_model_that_parses() -> Result<()> {
        let folder = std::env::temp_dir().join(format!("silkgraph-train-{}", std::process::id()));
        fs::create_dir_all(&folder).map_err(|e| Error::io(&folder, e))?;
        let file = folder.join("own-train.conllu");
        fs::write(&file, SAMPLE.repeat(40)).map_err(|e| Error::io(&file, e))?;
        let all = Pruning { patience: 0, step: 0.1, least: 1 };
        let settings = Settings { tagger: all, greedy: all, beam: all, ..Settings::default() };
        let [first, second] =
            [1, 2].map(|_| train_with(&folder, &settings, &|_| true, &mut |_| ()));
        let figures = first
            .as_ref()
            .ok()
            .map(|bytes| super::super::evaluate_file(&Model::from_bytes(bytes)?, &file));
        fs::remove_dir_all(&folder).map_err(|e| Error::io(&folder, e))?;
        assert_eq!(first?, second?);
        let Some(figures) = figures.transpose()? else { panic!("not trained") };
        // What is doubt depends on the size of the weights, which are few here.
        let las = [figures.las[0], figures.las[1]];
        assert_eq!((figures.upos, figures.lemma, las), (100.0, 100.0, [100.0, 100.0]));
        Ok(())
    }

    #[test]
    fn a_folder_without_treebanks_is_an_error() {
        assert!(train(Path::new("no/such/folder"), &mut |_| ()).is_err());
    }
}
