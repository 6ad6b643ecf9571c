//! Which kernels compute a network: a set for each of its steps.

use std::fmt;
use std::str::FromStr;

use crate::device::Gpu;
use crate::error::{Error, Result};

/// Which variants of the kernels a layer takes. All but `Half` give the same figures up to the order of sums.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum KernelSet {
    /// One invocation, one value: the kernels as a reader would write them first.
    Plain,
    /// As `Staged`, but what Winograd's transforms give is kept in 16 bits, rounded to eleven digits of a binary number, and has small
    /// tiles. Only where the device has [`Gpu::has_half`](crate::Gpu::has_half), and only where asked for.
    Half,
    /// As `Winograd`, but dense layers and Winograd's products go through workgroup memory.
    Staged,
    /// As `Winograd`, but in its products four neighbouring invocations load together what each of them needs. Only where the device has
    /// [`Gpu::has_subgroups`](crate::Gpu::has_subgroups).
    Subgroups,
    /// Register tiles, split sums, and convolution fused with its pool.
    Tiled,
    /// As `Tiled`, and Winograd's way for 3x3 kernels with a pool, where there are enough channels for it to pay.
    #[default]
    Winograd,
}

impl KernelSet {
    /// Every set with its name, the plain one first; they are tried out from the last on.
    pub const ALL: [(Self, &str); 6] = [
        (Self::Plain, "plain"),
        (Self::Half, "half"),
        (Self::Staged, "staged"),
        (Self::Subgroups, "subgroups"),
        (Self::Tiled, "tiled"),
        (Self::Winograd, "winograd"),
    ];

    /// Whether it takes Winograd's way where that is one.
    pub(crate) fn transforms(self) -> bool {
        !matches!(self, Self::Plain | Self::Tiled)
    }

    /// Whether its matrix products go through workgroup memory.
    pub(crate) fn is_staged(self) -> bool {
        matches!(self, Self::Staged | Self::Half)
    }
}

/// The sets for a network's steps. As text it is a set's name, or a name for each step in a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// One for all steps, or one for each.
    sets: Vec<KernelSet>,
}

impl Choice {
    /// A set for each of at least one step.
    pub(crate) fn of_each(sets: Vec<KernelSet>) -> Self {
        let first = sets.first().copied().unwrap_or_default();
        if sets.iter().all(|set| *set == first) { first.into() } else { Self { sets } }
    }

    /// The set of a step.
    pub(crate) fn at(&self, step: usize) -> KernelSet {
        self.sets.get(step).or(self.sets.last()).copied().unwrap_or_default()
    }

    /// What these sets need and a device does not have.
    pub(crate) fn missing(&self, gpu: &Gpu) -> Option<&'static str> {
        for set in &self.sets {
            match set {
                KernelSet::Half if !gpu.has_half() => {
                    return Some("numbers of 16 bits (WebGPU’s shader-f16)");
                }
                KernelSet::Subgroups if !gpu.has_subgroups() => return Some("subgroups"),
                _ => {}
            }
        }
        None
    }

    /// Whether it says what a program of so many steps takes.
    pub(crate) fn fits(&self, steps: usize) -> bool {
        self.sets.len() == 1 || self.sets.len() == steps
    }
}

impl Default for Choice {
    fn default() -> Self {
        KernelSet::default().into()
    }
}

impl From<KernelSet> for Choice {
    fn from(set: KernelSet) -> Self {
        Self { sets: vec![set] }
    }
}

impl fmt::Display for Choice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, set) in self.sets.iter().enumerate() {
            let (_, name) = KernelSet::ALL[*set as usize];
            f.write_str(if index > 0 { " " } else { "" })?;
            f.write_str(name)?;
        }
        Ok(())
    }
}

impl FromStr for Choice {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let mut sets = Vec::new();
        for word in text.split(' ') {
            match KernelSet::ALL.iter().find(|(_, name)| *name == word) {
                Some((set, _)) => sets.push(*set),
                None => return Err(Error::NoSuchKernels { choice: text.to_owned() }),
            }
        }
        Ok(Self { sets })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_is_read_as_it_is_written() {
        for text in ["winograd", "plain tiled winograd", "tiled"] {
            assert_eq!(text.parse::<Choice>().map(|choice| choice.to_string()), Ok(text.to_owned()));
        }
        for text in ["", "fast", "tiled  plain", "Tiled"] {
            assert_eq!(text.parse::<Choice>(), Err(Error::NoSuchKernels { choice: text.to_owned() }));
        }
    }

    #[test]
    fn one_set_serves_for_all_steps() {
        let each = Choice::of_each(vec![KernelSet::Tiled; 3]);
        assert_eq!(each, KernelSet::Tiled.into());
        assert!(each.fits(7));
        assert_eq!(each.at(6), KernelSet::Tiled);
        let mixed = Choice::of_each(vec![KernelSet::Plain, KernelSet::Tiled]);
        assert!(mixed.fits(2) && !mixed.fits(3));
        assert_eq!(mixed.at(1), KernelSet::Tiled);
    }
}
