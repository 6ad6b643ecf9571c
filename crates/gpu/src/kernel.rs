//! A kernel: its text, what it binds, and how its invocations are laid out.

use crate::source::shader;
use crate::{subgroups, template};

/// How a kernel uses a storage buffer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// It only reads.
    Read,
    /// It writes, and may read.
    Write,
}

/// One kernel: a WGSL file and its line in the table.
#[derive(Debug)]
pub struct Kernel {
    /// Its one name: of the file, the pipeline, the CPU twin and the test.
    pub name: &'static str,
    /// The file's text, without its comments and needless blanks.
    pub source: &'static str,
    /// The shared snippets that it uses, beside `dims` and `invocation`, which every kernel has.
    pub shared: &'static [&'static str],
    /// Its storage buffers, at bindings 1, 2, 3, ...; binding 0 is the uniform `dims`.
    pub bindings: &'static [Access],
}

/// The most workgroups in one dimension of a dispatch: WebGPU's default limit.
const MAX_WORKGROUPS: usize = 65_535;

/// How the names of kernels end that use subgroups.
const SUBGROUPS: &str = "_subgroups";

const EVERYWHERE: [&str; 2] = [shader!("shared/dims"), shader!("shared/invocation")];

impl Kernel {
    /// The whole shader: the shared snippets, then the kernel.
    pub fn text(&self) -> String {
        let mut text = String::new();
        if self.name.ends_with(SUBGROUPS) {
            text.push_str(subgroups::PROLOGUE);
        }
        for part in EVERYWHERE.iter().chain(self.shared).chain([&self.source]) {
            text.push_str(part);
            text.push('\n');
        }
        text
    }

    /// The shader for these values of its override constants, and those that are left to be set when the pipeline is made:
    /// all, or if it is a template those that are no whole numbers.
    pub fn shader(&self, constants: &[(&'static str, f64)]) -> (String, Vec<(&'static str, f64)>) {
        let text = self.text();
        if template::is_template(&text) {
            template::fill(&text, constants)
        } else {
            (text, constants.to_vec())
        }
    }

    /// Invocations in a workgroup, read from the shader or what it shares, the only place that says it.
    pub fn workgroup(&self) -> usize {
        let size = |line: &'static str| line.strip_prefix("const WORKGROUP=")?.strip_suffix("u;");
        let size_in = |text: &'static str| text.lines().find_map(size);
        let shared = self.shared.iter().find_map(|text| size_in(text));
        shared.or_else(|| size_in(self.source)).and_then(|size| size.parse().ok()).unwrap_or(1)
    }
}

/// The dispatch for a number of workgroups, `[x, y]`. What does not fit one row is folded into rows of equal length;
/// the last may stick out, and shared/invocation.wgsl counts accordingly.
pub fn fold(workgroups: usize) -> [u32; 2] {
    let rows = workgroups.div_ceil(MAX_WORKGROUPS).max(1);
    [workgroups.div_ceil(rows) as u32, rows as u32]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fold_covers_the_work_within_the_limit_and_wastes_less_than_a_row() {
        for workgroups in [0, 1, 65_535, 65_536, 131_071, 1_000_003, 2_000_000_000] {
            let [x, y] = fold(workgroups).map(|dimension| dimension as usize);
            assert!(x <= MAX_WORKGROUPS && y <= MAX_WORKGROUPS, "{workgroups}: {x} by {y}");
            assert!(x * y >= workgroups, "{workgroups}: {x} by {y}");
            assert!(x * y < workgroups + y.max(2), "{workgroups}: {x} by {y}");
        }
        assert_eq!(fold(65_535), [65_535, 1]);
        assert_eq!(fold(65_536), [32_768, 2]);
    }
}
