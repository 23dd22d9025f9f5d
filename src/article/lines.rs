//! Lines of an input that may be longer than memory.

use std::io::{BufRead, Read};

use super::record::{LARGEST, too_large};
use crate::error::{Error, Result};

/// A line that is longer than this is not even passed over: the rest of the
/// input is left.
const ENDLESS: u64 = 1 << 30;

/// The lines of an input that are not blank, each with its number from 1.
///
/// A line that is longer than an article can be is an error, and the next line
/// comes after it. A fault of the input is the last of the lines.
pub struct Lines<R> {
    place: String,
    input: R,
    number: usize,
    /// So much was read of a line that is too long.
    passed: u64,
    done: bool,
}

impl<R: BufRead> Lines<R> {
    /// The lines of an input; `place` is its name in messages.
    pub fn new(place: &str, input: R) -> Self {
        Lines { place: place.to_owned(), input, number: 0, passed: 0, done: false }
    }

    fn next_line(&mut self) -> Result<Option<(usize, Vec<u8>)>> {
        if self.passed > 0 {
            self.pass()?;
        }
        let mut line = Vec::new();
        loop {
            line.clear();
            let mut most = self.input.by_ref().take(LARGEST);
            let length = most.read_until(b'\n', &mut line).map_err(|e| self.failure(e))?;
            if length == 0 {
                return Ok(None);
            }
            self.number += 1;
            if length as u64 == LARGEST && !line.ends_with(b"\n") {
                self.passed = LARGEST;
                return Err(Error::data(self.line(), too_large()));
            }
            if !line.trim_ascii().is_empty() {
                return Ok(Some((self.number, line)));
            }
        }
    }

    /// Reads on to the end of a line that is too long.
    fn pass(&mut self) -> Result<()> {
        while self.passed < ENDLESS {
            let some = self.input.fill_buf().map_err(|e| Error::io(&self.place, e))?;
            let end = some.iter().position(|byte| *byte == b'\n');
            let length = end.map_or(some.len(), |end| end + 1);
            let is_end = end.is_some() || some.is_empty();
            self.input.consume(length);
            self.passed += length as u64;
            if is_end {
                self.passed = 0;
                return Ok(());
            }
        }
        self.done = true;
        let what = format!("goes on for more than {} MB; the rest is left unread", ENDLESS >> 20);
        Err(Error::data(self.line(), what))
    }

    fn line(&self) -> String {
        format!("{}, line {}", self.place, self.number)
    }

    fn failure(&mut self, e: std::io::Error) -> Error {
        self.done = true;
        Error::io(format!("{}, after line {}", self.place, self.number), e)
    }
}

impl<R: BufRead> Iterator for Lines<R> {
    type Item = Result<(usize, Vec<u8>)>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        self.next_line().transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(input: impl Read) -> Vec<String> {
        let lines = Lines::new("a.jsonl", std::io::BufReader::new(input));
        let told = |line: Result<(usize, Vec<u8>)>| match line {
            Ok((number, line)) => format!("{number}: {}", String::from_utf8_lossy(&line).trim()),
            Err(error) => error.to_string(),
        };
        lines.map(told).collect()
    }

    #[test]
    fn blank_lines_are_counted_and_not_given() {
        assert_eq!(told(&b"a\n\n \r\nb\r\nc"[..]), ["1: a", "4: b", "5: c"]);
    }

    #[test]
    fn a_line_that_is_too_long_is_told_and_passed_over() {
        let long = std::io::repeat(b'x').take(LARGEST * 2);
        let lines = told((&b"a\n"[..]).chain(long).chain(&b"\nb\n"[..]));
        let [first, second, third] = &lines[..] else { panic!("{lines:?}") };
        assert_eq!((first.as_str(), third.as_str()), ("1: a", "3: b"));
        assert!(second.starts_with("a.jsonl, line 2: is larger than 16 MB"), "{second}");
        let fits = "x".repeat(LARGEST as usize - 1) + "\nb";
        assert_eq!(told(fits.as_bytes()).len(), 2);
    }

    #[test]
    fn an_endless_line_ends_the_input() {
        let lines = told(std::io::repeat(0));
        assert_eq!(lines.len(), 2);
        assert!(lines[1].contains("goes on for more than 1024 MB"), "{lines:?}");
    }

    #[test]
    fn a_fault_of_the_input_ends_it() {
        struct Broken;
        impl Read for Broken {
            fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
                Err(std::io::Error::other("cut off"))
            }
        }
        assert_eq!(told((&b"a\n"[..]).chain(Broken)), ["1: a", "a.jsonl, after line 1: cut off"]);
    }
}
