//! Every property over its corpus, and over mutations of it. `FUZZ_MUTANTS` sets the number of mutations of each input,
//! and `FUZZ_SEED` another sequence of them.

use std::fs;
use std::path::Path;

use specwright_fuzz::{TARGETS, Target};

/// Returns a number from the environment.
fn setting(name: &str, default: usize) -> usize {
    std::env::var(name).map_or(default, |text| text.parse().unwrap_or_else(|error| panic!("{name}: {error}")))
}

/// Marsaglia's xorshift: the same numbers in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit.max(1) as u64) as usize
    }
}

fn corpus(name: &str) -> Vec<Vec<u8>> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(name);
    let entries = fs::read_dir(&directory).unwrap_or_else(|error| panic!("{}: {error}", directory.display()));
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| fs::read(path).unwrap()).collect()
}

/// Replaces, removes, repeats and inserts bytes, as a fuzzer does.
fn mutated(input: &[u8], other: &[u8], random: &mut Random) -> Vec<u8> {
    let mut bytes = input.to_vec();
    for _ in 0..=random.below(3) {
        let (from, length) = (random.below(bytes.len()), random.below(16));
        let part = from..(from + length).min(bytes.len());
        match random.below(5) {
            0 => bytes[part].iter_mut().for_each(|byte| *byte ^= 1 << random.below(8)),
            1 => drop(bytes.drain(part)),
            2 => bytes.extend_from_within(part),
            3 => bytes.insert(from, *b"\0\n:\"{}[]%<>\xff\xc3 -#&|'".get(random.below(20)).unwrap_or(&b'0')),
            _ => {
                let at = random.below(other.len());
                bytes.splice(part, other[at..(at + length).min(other.len())].iter().copied());
            }
        }
    }
    bytes
}

fn holds(name: &str, target: Target, input: &[u8]) {
    if std::panic::catch_unwind(|| target(input)).is_err() {
        panic!("{name} does not hold for b\"{}\"", input.escape_ascii());
    }
}

fn run(name: &str) {
    let (_, target) = TARGETS.iter().find(|(other, _)| *other == name).expect("the property exists");
    let corpus = corpus(name);
    assert!(!corpus.is_empty(), "{name} has no corpus");
    target(b"");
    let mutants = setting("FUZZ_MUTANTS", 4);
    let mut random = Random(0x5eed_0f7a_57e0_0001 ^ setting("FUZZ_SEED", 0) as u64);
    for input in &corpus {
        holds(name, *target, input);
        for _ in 0..mutants {
            let other = &corpus[random.below(corpus.len())];
            holds(name, *target, &mutated(input, other, &mut random));
        }
    }
}

macro_rules! smoke {
    ($($name:ident)*) => {
        $(#[test] fn $name() { run(stringify!($name)); })*

        #[test]
        fn every_property_is_run() {
            let names: Vec<&str> = TARGETS.iter().map(|(name, _)| *name).collect();
            assert_eq!(names, [$(stringify!($name)),*]);
        }
    };
}

smoke! { loader pipeline fmt diff models responses router forms signer }
