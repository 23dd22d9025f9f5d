//! Sparse linear weights: hashed features against numbered classes, while they
//! are trained ([`Trainer`]) and when they are done ([`Table`]).

use crate::error::{Error, Result};

/// Classes a model can tell apart.
pub(crate) const CLASSES: usize = 128;

/// A score for each class.
pub(crate) type Scores = [i32; CLASSES];

/// No class has scored yet.
pub(crate) const ZERO: Scores = [0; CLASSES];

/// What can score features.
pub(crate) trait Weights {
    /// Adds the weights of each feature to the scores of their classes.
    fn add(&self, keys: &[u32], scores: &mut Scores);
}

/// A 64-bit hash of bytes, the same on every machine.
pub(crate) fn hash(bytes: &[u8]) -> u64 {
    let mut state = 0x243f_6a88_85a3_08d3 ^ bytes.len() as u64;
    let mut chunks = bytes.chunks_exact(8);
    for chunk in &mut chunks {
        let word = chunk.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte));
        state = spread(state ^ word);
    }
    let rest = chunks.remainder().iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte));
    spread(state ^ rest)
}

/// Spreads the bits of a number over 64 bits.
#[inline(always)]
pub(crate) fn spread(number: u64) -> u64 {
    let mixed = (number ^ 0x1319_8a2e_0370_7344).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed ^ mixed >> 32).wrapping_mul(0xd6e8_feb8_6659_fd93)
}

/// The key of a feature: its template's number and up to four spread values.
#[inline(always)]
pub(crate) fn key(template: u64, parts: [u64; 4]) -> u32 {
    let [a, b, c, d] = parts;
    let sum = a
        .wrapping_add(b.rotate_left(17))
        .wrapping_add(c.rotate_left(34))
        .wrapping_add(d.rotate_left(51))
        .wrapping_add(template.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    ((sum ^ sum >> 29).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 32) as u32
}

/// The features of one decision; room for as many as any model has.
pub(crate) struct Keys {
    keys: [u32; Self::ROOM],
    len: usize,
}

impl Keys {
    pub(crate) const ROOM: usize = 256;

    pub(crate) fn new() -> Self {
        Keys { keys: [0; Self::ROOM], len: 0 }
    }

    pub(crate) fn clear(&mut self) {
        self.len = 0;
    }

    #[inline(always)]
    pub(crate) fn push(&mut self, key: u32) {
        self.keys[self.len] = key;
        self.len += 1;
    }

    pub(crate) fn as_slice(&self) -> &[u32] {
        &self.keys[..self.len]
    }
}

/// What is kept of trained weights. A wrong decision makes two updates.
#[derive(Clone, Copy, Debug)]
pub struct Pruning {
    /// Updates of a feature before it counts.
    pub patience: u32,
    /// The size of one step of a stored weight, of which there are 127 each way.
    pub step: f64,
    /// Weights under so many steps are dropped.
    pub least: i32,
}

/// Weights up to this many steps are stored exactly.
const EXACT: i32 = 64;

/// Above, one in so many.
const COARSE: i32 = 8;

/// The byte that stores a weight.
fn compress(steps: i32) -> i8 {
    let size = steps.abs();
    let code = if size <= EXACT { size } else { EXACT + (size - EXACT + COARSE / 2) / COARSE };
    (code.min(127) * steps.signum()) as i8
}

/// The weight that a byte stores.
const EXPANDED: [i32; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let code = byte as u8 as i8 as i32;
        let size = code.abs();
        let steps = if size <= EXACT { size } else { EXACT + (size - EXACT) * COARSE };
        table[byte] = steps * code.signum();
        byte += 1;
    }
    table
};

// ---- while training -------------------------------------------------------

/// Perceptron weights under training. A feature counts only after it has
/// taken part in a number of updates: this drops the many that noise makes.
pub(crate) struct Trainer {
    /// Updates of features that do not count yet.
    waiting: Numbers,
    /// The row of each feature that counts.
    places: Numbers,
    /// For each feature its classes and their weights.
    rows: Vec<Vec<(u8, i32)>>,
    /// The sums of weight changes multiplied by their time, for the average.
    sums: Vec<Vec<i64>>,
    patience: u32,
    time: i64,
}

/// A number for each key: an open-addressing table.
struct Numbers {
    slots: Vec<(u32, u32)>,
    used: usize,
}

const EMPTY: u32 = u32::MAX;

impl Numbers {
    fn new() -> Self {
        Numbers { slots: vec![(0, EMPTY); 1 << 16], used: 0 }
    }

    /// The number of a key, or [`EMPTY`].
    #[inline(always)]
    fn get(&self, key: u32) -> u32 {
        self.slots[self.find(key)].1
    }

    #[inline(always)]
    fn find(&self, key: u32) -> usize {
        let mask = self.slots.len() - 1;
        let mut at = key as usize & mask;
        while self.slots[at].1 != EMPTY && self.slots[at].0 != key {
            at = (at + 1) & mask;
        }
        at
    }

    fn set(&mut self, key: u32, number: u32) {
        let at = self.find(key);
        self.used += usize::from(self.slots[at].1 == EMPTY);
        self.slots[at] = (key, number);
        if self.used * 2 > self.slots.len() {
            let size = self.slots.len() * 2;
            for (key, number) in std::mem::replace(&mut self.slots, vec![(0, EMPTY); size]) {
                if number != EMPTY {
                    let at = self.find(key);
                    self.slots[at] = (key, number);
                }
            }
        }
    }
}

impl Trainer {
    /// Weights that ignore the first `patience` updates of each feature.
    pub(crate) fn new(patience: u32) -> Self {
        let (waiting, places) = (Numbers::new(), Numbers::new());
        Trainer { waiting, places, rows: Vec::new(), sums: Vec::new(), patience, time: 0 }
    }

    /// One more decision has been looked at.
    pub(crate) fn tick(&mut self) {
        self.time += 1;
    }

    /// Moves the weight of each feature for `class` by `change`.
    pub(crate) fn update(&mut self, keys: &[u32], class: u8, change: i32) {
        for &key in keys {
            let mut row = self.places.get(key);
            if row == EMPTY {
                let seen = if self.patience == 0 { EMPTY } else { self.waiting.get(key) };
                let seen = if seen == EMPTY { 0 } else { seen };
                if seen < self.patience {
                    self.waiting.set(key, seen + 1);
                    continue;
                }
                row = self.rows.len() as u32;
                self.places.set(key, row);
                self.rows.push(Vec::new());
                self.sums.push(Vec::new());
            }
            self.change(row as usize, class, change);
        }
    }

    fn change(&mut self, row: usize, class: u8, change: i32) {
        let sum = self.time * i64::from(change);
        let (weights, sums) = (&mut self.rows[row], &mut self.sums[row]);
        match weights.iter().position(|(known, _)| *known == class) {
            Some(at) => {
                weights[at].1 += change;
                sums[at] += sum;
            }
            None => {
                weights.push((class, change));
                sums.push(sum);
            }
        }
    }

    /// The averaged weights, rounded and pruned.
    pub(crate) fn freeze(&self, pruning: Pruning) -> Table {
        let mut rows: Vec<(u32, Vec<(u8, i8)>)> = Vec::new();
        for &(key, row) in &self.places.slots {
            if row != EMPTY {
                let kept = self.average(row as usize, pruning);
                if !kept.is_empty() {
                    rows.push((key, kept));
                }
            }
        }
        rows.sort_unstable();
        Table::new(&rows)
    }

    fn average(&self, row: usize, pruning: Pruning) -> Vec<(u8, i8)> {
        let mut kept = Vec::new();
        for (&(class, weight), &sum) in self.rows[row].iter().zip(&self.sums[row]) {
            let mean = f64::from(weight) - sum as f64 / (self.time + 1) as f64;
            let steps = compress((mean / pruning.step).round() as i32);
            if i32::from(steps).abs() >= pruning.least {
                kept.push((class, steps));
            }
        }
        kept.sort_unstable();
        kept
    }
}

impl Weights for Trainer {
    fn add(&self, keys: &[u32], scores: &mut Scores) {
        // Two rounds, so that the reads of the first overlap.
        let mut found = [0u32; Keys::ROOM];
        let mut count = 0;
        for &key in keys {
            let row = self.places.get(key);
            found[count % Keys::ROOM] = row;
            count += usize::from(row != EMPTY);
        }
        for &row in &found[..count.min(Keys::ROOM)] {
            for &(class, weight) in &self.rows[row as usize] {
                scores[usize::from(class) % CLASSES] += weight;
            }
        }
    }
}

// ---- when trained ---------------------------------------------------------

/// Finished weights: rows of (class, weight) in the order of their keys.
///
/// The high bits of a key choose a bucket. A row is the low bits of its key (two
/// bytes), the number of its weights (the high bit marks the last row of the
/// bucket), and the weights (two bytes each).
pub(crate) struct Table {
    /// For each bucket eight bits that say which rows it may hold: most lookups
    /// that find nothing end here, and this much stays in the cache.
    hints: Vec<u8>,
    /// For each bucket where its rows begin.
    starts: Vec<u32>,
    rows: Vec<u8>,
    /// How far to shift a key to get its bucket.
    shift: u32,
}

/// Marks the last row of a bucket.
const LAST: u8 = 128;

/// The bit that stands for a key in its bucket.
#[inline(always)]
fn hint(key: u32) -> u8 {
    1 << (key & 7)
}

impl Table {
    /// A table of rows in the order of their keys.
    fn new(rows: &[(u32, Vec<(u8, i8)>)]) -> Self {
        let mut builder = Builder::new(rows.len());
        for (key, row) in rows {
            let weights: Vec<u8> =
                row.iter().flat_map(|&(class, weight)| [class, weight as u8]).collect();
            builder.push(*key, &weights);
        }
        builder.table
    }

    /// Appends the table: number of rows; for each the difference of its key
    /// to the one before, the number of weights, classes and weights.
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        let mut body = Vec::new();
        let (mut count, mut last) = (0u32, 0);
        for (number, (hints, start)) in self.hints.iter().zip(&self.starts).enumerate() {
            let mut at = *start as usize;
            while *hints != 0
                && let Some((low, row, is_last)) = self.row(at)
            {
                let key = (number as u32) << self.shift | u32::from(low);
                write_varint(&mut body, key - last);
                last = key;
                body.push((row.len() / 2) as u8);
                body.extend(row);
                count += 1;
                at += 3 + row.len();
                if is_last {
                    break;
                }
            }
        }
        out.extend(count.to_le_bytes());
        out.extend(body);
    }

    /// Reads what [`Table::write`] wrote.
    pub(crate) fn read(input: &mut Reader) -> Result<Self> {
        let count = input.u32()? as usize;
        if count > input.left() / 4 {
            return Err(broken());
        }
        let mut builder = Builder::new(count);
        let mut key = 0u32;
        for _ in 0..count {
            key = key.checked_add(input.varint()?).ok_or_else(broken)?;
            let length = usize::from(input.u8()? & !LAST);
            builder.push(key, input.take(2 * length)?);
        }
        if builder.table.rows.len() >= 1 << 24 { Err(broken()) } else { Ok(builder.table) }
    }

    /// The low bits, the weights, and whether it is the last, of the row at `at`.
    #[inline(always)]
    fn row(&self, at: usize) -> Option<(u16, &[u8], bool)> {
        let [low, high, length] = *self.rows.get(at..at + 3)?.first_chunk()?;
        let row = self.rows.get(at + 3..at + 3 + 2 * usize::from(length & !LAST))?;
        Some((u16::from_le_bytes([low, high]), row, length & LAST != 0))
    }

    /// Adds the row of `key` from a bucket whose first row at `at` is not it.
    #[cold]
    fn add_later_row(&self, mut at: usize, low: u16, scores: &mut Scores) {
        while let Some((found, row, is_last)) = self.row(at) {
            if found == low {
                return add_weights(row, scores);
            }
            if is_last {
                return;
            }
            at += 3 + row.len();
        }
    }
}

#[inline(always)]
fn add_weights(row: &[u8], scores: &mut Scores) {
    for pair in row.chunks_exact(2) {
        scores[usize::from(pair[0]) % CLASSES] += EXPANDED[usize::from(pair[1])];
    }
}

impl Weights for Table {
    fn add(&self, keys: &[u32], scores: &mut Scores) {
        // First the hints, then the buckets and the heads of the rows, all without a
        // branch on what is found, so that the memory is read in parallel.
        let mut hinted = [0u32; Keys::ROOM];
        let mut count = 0;
        for &key in keys {
            hinted[count % Keys::ROOM] = key;
            count += usize::from(self.hints[(key >> self.shift) as usize] & hint(key) != 0);
        }
        let mask = (1u32 << self.shift) - 1;
        let mut found = [(0u32, 0u16); Keys::ROOM];
        let count = count.min(Keys::ROOM);
        for (found, &key) in found.iter_mut().zip(&hinted[..count]) {
            *found = (self.starts[(key >> self.shift) as usize], (key & mask) as u16);
        }
        let found = &found[..count];
        let mut heads = [[0u8; 3]; Keys::ROOM];
        for (head, &(at, _)) in heads.iter_mut().zip(found) {
            let at = at as usize;
            *head = self
                .rows
                .get(at..at + 3)
                .and_then(|head| head.first_chunk())
                .copied()
                .unwrap_or_default();
        }
        for (&[first, second, length], &(at, low)) in heads.iter().zip(found) {
            let at = at as usize;
            if u16::from_le_bytes([first, second]) == low {
                let row = self.rows.get(at + 3..at + 3 + 2 * usize::from(length & !LAST));
                add_weights(row.unwrap_or_default(), scores);
            } else if length & LAST == 0 {
                self.add_later_row(at, low, scores);
            }
        }
    }
}

/// Fills a table, in the order of keys.
struct Builder {
    table: Table,
    /// Where the length of the last row stands.
    last: usize,
}

impl Builder {
    fn new(count: usize) -> Self {
        let bits = (count * 2).next_power_of_two().trailing_zeros().clamp(16, 22);
        Builder {
            table: Table {
                hints: vec![0; 1 << bits],
                starts: vec![0; 1 << bits],
                rows: Vec::new(),
                shift: 32 - bits,
            },
            last: 0,
        }
    }

    fn push(&mut self, key: u32, weights: &[u8]) {
        let Table { hints, starts, rows, shift } = &mut self.table;
        let bucket = (key >> *shift) as usize;
        if hints[bucket] == 0 {
            starts[bucket] = rows.len() as u32;
        } else {
            rows[self.last] &= !LAST;
        }
        hints[bucket] |= hint(key);
        rows.extend(((key & ((1 << *shift) - 1)) as u16).to_le_bytes());
        self.last = rows.len();
        rows.push((weights.len() / 2) as u8 | LAST);
        rows.extend(weights);
    }
}

// ---- bytes ----------------------------------------------------------------

/// The error of a model file that is cut or altered.
pub(crate) fn broken() -> Error {
    Error::data(
        "model",
        "the file is damaged or of another version: make it again with `silkgraph train`",
    )
}

/// Seven bits to a byte, low ones first; the high bit says that more follow.
pub(crate) fn write_varint(out: &mut Vec<u8>, mut number: u32) {
    while number >= 128 {
        out.push(number as u8 | 128);
        number >>= 7;
    }
    out.push(number as u8);
}

/// Takes numbers off the front of a model file.
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Reader { rest: bytes }
    }

    pub(crate) fn left(&self) -> usize {
        self.rest.len()
    }

    pub(crate) fn take(&mut self, count: usize) -> Result<&'a [u8]> {
        let (head, tail) = self.rest.split_at_checked(count).ok_or_else(broken)?;
        self.rest = tail;
        Ok(head)
    }

    pub(crate) fn u8(&mut self) -> Result<u8> {
        Ok(self.take(1)?[0])
    }

    pub(crate) fn u32(&mut self) -> Result<u32> {
        let bytes = self.take(4)?;
        Ok(bytes.iter().rev().fold(0, |number, byte| number << 8 | u32::from(*byte)))
    }

    pub(crate) fn varint(&mut self) -> Result<u32> {
        let mut number = 0;
        for shift in (0..35).step_by(7) {
            let byte = self.u8()?;
            number |= u32::from(byte & 127).checked_shl(shift).unwrap_or(0);
            if byte < 128 {
                return Ok(number);
            }
        }
        Err(broken())
    }

    /// A length and as many bytes of UTF-8.
    pub(crate) fn text(&mut self) -> Result<&'a str> {
        let length = self.varint()? as usize;
        std::str::from_utf8(self.take(length)?).map_err(|_| broken())
    }
}

/// Writes what [`Reader::text`] reads.
pub(crate) fn write_text(out: &mut Vec<u8>, text: &str) {
    write_varint(out, text.len() as u32);
    out.extend(text.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A trainer that has seen each of many keys twice.
    fn trained() -> (Trainer, Vec<u32>) {
        let keys: Vec<u32> =
            (0..3000).map(|number| key(number % 7, [spread(number), 0, 0, 0])).collect();
        let mut trainer = Trainer::new(1);
        for (class, change) in [(3, 1), (3, 5), (90, -4)] {
            trainer.update(&keys, class, change);
        }
        (trainer, keys)
    }

    #[test]
    fn the_first_updates_do_not_count() {
        let (trainer, keys) = trained();
        let mut scores = ZERO;
        trainer.add(&keys[..1], &mut scores);
        assert_eq!((scores[3], scores[90]), (5, -4));
    }

    #[test]
    fn a_frozen_table_scores_alike_and_survives_the_file() -> Result<()> {
        let (trainer, keys) = trained();
        let table = trainer.freeze(Pruning { patience: 1, step: 0.5, least: 1 });
        let mut bytes = Vec::new();
        table.write(&mut bytes);
        let read = Table::read(&mut Reader::new(&bytes))?;
        for table in [&table, &read] {
            for key in &keys {
                let mut scores = ZERO;
                table.add(&[*key, key ^ 1 << 30], &mut scores);
                assert_eq!((scores[3], scores[90]), (10, -8));
            }
        }
        assert!(Table::read(&mut Reader::new(&bytes[..bytes.len() - 1])).is_err());
        Ok(())
    }

    #[test]
    fn small_weights_are_dropped() {
        let (trainer, keys) = trained();
        let mut scores = ZERO;
        trainer.freeze(Pruning { patience: 1, step: 1.0, least: 5 }).add(&keys[..1], &mut scores);
        assert_eq!((scores[3], scores[90]), (5, 0));
    }

    #[test]
    fn numbers_are_read_as_written() -> Result<()> {
        let mut bytes = Vec::new();
        for number in [0, 127, 128, 70_000, u32::MAX] {
            write_varint(&mut bytes, number);
        }
        write_text(&mut bytes, "Žomart");
        let mut reader = Reader::new(&bytes);
        for number in [0, 127, 128, 70_000, u32::MAX] {
            assert_eq!(reader.varint()?, number);
        }
        assert_eq!(reader.text()?, "Žomart");
        assert!(reader.u8().is_err());
        Ok(())
    }
}
