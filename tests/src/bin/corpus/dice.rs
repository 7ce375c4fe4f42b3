//! Reproducible random choices.

use rand::distr::Distribution;
use rand::rngs::StdRng;
use rand::seq::{IndexedRandom as _, SliceRandom as _};
use rand::{RngExt as _, SeedableRng as _};

/// Random choices; the same seed gives the same choices.
pub(crate) struct Dice(StdRng);

impl Dice {
    /// Returns the choices for item `index` of a run with `seed`.
    pub(crate) fn new(seed: u64, index: u64) -> Self {
        Self(StdRng::seed_from_u64(
            seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ index,
        ))
    }

    /// Returns a number less than `end`; 0 if `end` is 0.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        if end == 0 {
            0
        } else {
            self.0.random_range(0..end)
        }
    }

    /// Returns one of `items`.
    pub(crate) fn pick<'i, T>(&mut self, items: &'i [T]) -> Option<&'i T> {
        items.choose(&mut self.0)
    }

    /// Returns a value of a distribution.
    pub(crate) fn sample_from<T>(&mut self, values: &impl Distribution<T>) -> T {
        values.sample(&mut self.0)
    }

    /// Shuffles `items`.
    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        items.shuffle(&mut self.0);
    }

    /// Returns `count` random `items`, in their original order.
    pub(crate) fn sample<T>(&mut self, items: Vec<T>, count: usize) -> Vec<T> {
        let mut indexes: Vec<usize> = (0..items.len()).collect();
        indexes.shuffle(&mut self.0);
        indexes.truncate(count);
        items
            .into_iter()
            .enumerate()
            .filter(|(index, _)| indexes.contains(index))
            .map(|(_, item)| item)
            .collect()
    }
}
