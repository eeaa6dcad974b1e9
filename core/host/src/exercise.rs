//! What every plugin has to stand: no rows, hostile texts, the same question twice and from two threads,
//! ten thousand calls.
//!
//! A library under exercise may do anything; this runs in a child process (`probe`), never where lines
//! are judged. The units are made from what the plugin itself brings: its kinds, and the texts of its
//! criteria's worked cases.

use crate::batch::{Batch, Row, Said};
use crate::control::{JudgedList, Language};
use crate::error::HostError;
use crate::generation::Industry;
use crate::library::{Function, Library};
use crate::manifest::Manifest;
use crate::samples::{AS_OF, Sample, hostile_texts, samples};
use phaseout_model::KindIndex;
use phaseout_plugin::abi;

/// A library with the units that it is tried on.
#[derive(Debug)]
pub struct Exercise<'a> {
    industry: &'a Industry,
    library: &'a Library,
    manifest: &'a Manifest,
    samples: Vec<Sample>,
}

/// What ten thousand calls came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Calls {
    /// Calls counted.
    pub calls: u32,
    /// By how many bytes the process grew; `None` where the system does not tell.
    pub grown: Option<i64>,
}

/// So many rounds of calls are watched for growth.
const ROUNDS: u32 = 5;

/// Bytes in ten thousand calls that are no leak: one small allocation left in each takes 320 000.
const NOISE: i64 = 128 << 10;

/// The day of a list without lines.
const AS_OF_DAY: &str = "2013-07-01";

/// What a function answered to a batch, to be compared bit by bit.
type Answer = Vec<(usize, usize, Bits)>;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Bits {
    Interval(u64, u64, bool, bool),
    Problem(u8),
}

impl<'a> Exercise<'a> {
    /// The exercise of an industry's code; `None` where it has none.
    pub fn of(industry: &'a Industry) -> Option<Self> {
        let library = industry.library.as_ref()?;
        Some(Self { industry, library, manifest: &industry.manifest, samples: samples(industry) })
    }

    /// What loading a library asks for: a batch of its own units, once.
    ///
    /// # Errors
    /// The first fault.
    pub fn briefly(&self) -> Result<(), HostError> {
        let few = &self.samples[..self.samples.len().min(16)];
        self.each(|function| self.answer(function, &mut self.batch(few)).map(drop))
    }

    /// A batch without rows is answered, and nothing is written.
    ///
    /// # Errors
    /// `exercise-zero-rows`, or a buffer written that may not be.
    pub fn zero_rows(&self) -> Result<(), HostError> {
        self.each(|function| {
            let mut batch = self.batch(&[]);
            match self.guarded(function, &mut batch)? {
                (abi::STATUS_OK, _) => Ok(()),
                (status, reason) => {
                    Err(self.status("exercise-zero-rows", function, status, &reason))
                }
            }
        })
    }

    /// Texts that no list should hold: a value, a problem or nothing comes back, and the rest of the
    /// batch does not suffer. Bytes that are not UTF-8 may be refused as such.
    ///
    /// # Errors
    /// `exercise-hostile` with the name of the text.
    pub fn hostile_texts(&self) -> Result<(), HostError> {
        for (name, text) in hostile_texts() {
            let utf8 = std::str::from_utf8(&text).is_ok();
            let hostile: Vec<Sample> = (0..self.kinds())
                .map(|kind| Sample {
                    equipment: text.clone(),
                    spec: text.clone(),
                    kind,
                    ..Sample::default()
                })
                .take(if text.len() > 100_000 { 2 } else { usize::MAX })
                .collect();
            self.each(|function| {
                let mut batch = self.batch(&hostile);
                match self.guarded(function, &mut batch)? {
                    (abi::STATUS_OK, _) => self.library.checked(function, &batch),
                    (abi::STATUS_BAD_TEXT | abi::STATUS_ERROR, _) if !utf8 => Ok(()),
                    (status, reason) => Err(self
                        .status("exercise-hostile", function, status, &reason)
                        .with("text", name)),
                }
            })?;
        }
        self.hostile_lists()
    }

    /// The control plane: a list without lines is answered by the contract, and what is no list is
    /// answered or refused, but not by a panic.
    fn hostile_lists(&self) -> Result<(), HostError> {
        let list = JudgedList {
            schema: 1,
            industry: self.manifest.vocabulary.industry.clone(),
            as_of: AS_OF_DAY.to_owned(),
            lang: Language::Zh,
            capacity_unit: self.industry.capacity_unit().to_owned(),
            lines: Vec::new(),
        };
        self.industry.inspect(&list)?;
        self.industry.report(&list)?;
        let panicked = |error: &HostError| {
            let status = abi::STATUS_PANIC.to_string();
            error.arguments.iter().any(|(name, value)| *name == "status" && *value == status)
        };
        for (name, text) in hostile_texts() {
            let Ok(text) = std::str::from_utf8(&text) else { continue };
            for answer in [self.library.inspect(text), self.library.report(text)] {
                if let Some(error) = answer.err().filter(panicked) {
                    return Err(error.with("text", name));
                }
            }
        }
        Ok(())
    }

    /// The same batch twice gives the same bits; so does each unit by itself.
    ///
    /// # Errors
    /// `exercise-repeat`, `exercise-neighbours`, `exercise-describe`.
    pub fn same_again(&self) -> Result<(), HostError> {
        self.describes(&self.library.describe()?, "exercise-describe")?;
        self.each(|function| {
            let first = self.answer(function, &mut self.batch(&self.samples))?;
            let second = self.answer(function, &mut self.batch(&self.samples))?;
            if let Some(error) = self.difference("exercise-repeat", function, &first, &second) {
                return Err(error);
            }
            let alone = self.samples.iter().enumerate().map(|(row, sample)| {
                let answer =
                    self.answer(function, &mut self.batch(std::slice::from_ref(sample)))?;
                Ok(answer.into_iter().map(move |(measure, _, bits)| (measure, row, bits)))
            });
            let mut alone: Answer =
                alone.collect::<Result<Vec<_>, HostError>>()?.into_iter().flatten().collect();
            alone.sort_by_key(|&(measure, row, _)| (measure, row));
            self.difference("exercise-neighbours", function, &first, &alone).map_or(Ok(()), Err)
        })
    }

    /// Two threads ask the same at once, a hundred times each, and hear what one hears.
    ///
    /// # Errors
    /// `exercise-threads`.
    pub fn two_threads(&self) -> Result<(), HostError> {
        let wanted = self.library.describe()?;
        std::thread::scope(|scope| {
            let ask = || (0..20).try_for_each(|_| self.describes(&wanted, "exercise-threads"));
            let other = scope.spawn(ask);
            let here = ask();
            other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)).and(here)
        })?;
        self.each(|function| {
            let batch = self.batch(&self.samples);
            let wanted = self.answer(function, &mut batch.clone())?;
            let start = std::sync::Barrier::new(2);
            let ask = || {
                let mut batch = batch.clone();
                start.wait();
                for _ in 0..100 {
                    let answer = self.answer(function, &mut batch)?;
                    if let Some(error) =
                        self.difference("exercise-threads", function, &wanted, &answer)
                    {
                        return Err(error);
                    }
                }
                Ok(())
            };
            std::thread::scope(|scope| {
                let other = scope.spawn(ask);
                let here = ask();
                other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)).and(here)
            })
        })
    }

    /// Ten thousand calls, after some to warm up, leave nothing behind. What the process has freed before
    /// is filled by a leak first, and that does not show: so the last of several rounds counts. To be asked
    /// in a process that has not freed large pieces.
    ///
    /// # Errors
    /// `exercise-memory`.
    pub fn many_calls(&self) -> Result<Calls, HostError> {
        let few = &self.samples[..self.samples.len().min(8)];
        let mut batch = self.batch(few);
        let only_described = !self.library.reads() && !self.library.derives();
        let mut call = |calls: u32| -> Result<(), HostError> {
            for number in 0..calls {
                // A description is long; every tenth call shows a leak in it as well.
                if only_described || number % 10 == 0 {
                    self.library.describe()?;
                } else {
                    self.each(|function| {
                        self.library.status(function, &mut batch).map_or(Ok(()), |_| Ok(()))
                    })?;
                }
            }
            Ok(())
        };
        batch_ready(&mut call)?;
        let mut grown = None;
        for _ in 0..ROUNDS {
            let before = anonymous_memory();
            call(10_000)?;
            grown = before.zip(anonymous_memory()).map(|(before, after)| after - before);
            if grown.is_some_and(|grown| grown > NOISE) {
                break;
            }
        }
        match grown {
            Some(grown) if grown > NOISE => {
                Err(HostError::new("exercise-memory", self.library.path())
                    .with("calls", "10000")
                    .with("grown", (grown >> 10).to_string()))
            }
            _ => Ok(Calls { calls: 10_000, grown }),
        }
    }

    fn describes(&self, wanted: &[u8], code: &'static str) -> Result<(), HostError> {
        if self.library.describe()? == wanted {
            return Ok(());
        }
        let error = HostError::new(code, self.library.path()).with("function", "describe");
        Err(error.with("measure", "–").with("sample", "–"))
    }

    fn each(
        &self,
        mut check: impl FnMut(Function) -> Result<(), HostError>,
    ) -> Result<(), HostError> {
        let has = |function: &Function| match function {
            Function::Read => self.library.reads(),
            Function::Derive => self.library.derives(),
        };
        Function::ALL.into_iter().filter(has).try_for_each(&mut check)
    }

    fn kinds(&self) -> KindIndex {
        KindIndex::try_from(self.manifest.vocabulary.kinds.len()).unwrap_or(KindIndex::MAX)
    }

    fn batch(&self, samples: &[Sample]) -> Batch {
        let mut batch = Batch::default();
        batch.clear(self.manifest.slots(), AS_OF);
        for (row, sample) in samples.iter().enumerate() {
            let known = Row {
                kind: sample.kind,
                quantity: sample.quantity,
                capacity: sample.capacity,
                commissioned: sample.commissioned,
                ..Row::default()
            };
            batch.push_bytes(&known, &sample.equipment, &sample.spec);
            for (measure, interval) in sample.measures.iter().enumerate() {
                if let Some(interval) = interval {
                    batch.set(measure, row, interval);
                }
            }
        }
        batch.prepare_out();
        batch
    }

    /// Calls it between guards: what came in is unchanged, and nothing lies behind the columns.
    fn guarded(&self, function: Function, batch: &mut Batch) -> Result<(i32, String), HostError> {
        let (texts, kinds) = (batch.texts.clone(), batch.kinds.clone());
        batch.prepare_guarded_out();
        let said = self.library.status(function, batch).unwrap_or((abi::STATUS_OK, String::new()));
        if !batch.guard_holds() {
            return Err(self.fault("exercise-bounds", function));
        }
        if batch.texts != texts || batch.kinds != kinds {
            return Err(self.fault("exercise-input", function));
        }
        Ok(said)
    }

    fn answer(&self, function: Function, batch: &mut Batch) -> Result<Answer, HostError> {
        match self.guarded(function, batch)? {
            (abi::STATUS_OK, _) => self.library.checked(function, batch)?,
            (status, reason) => return Err(self.status("plugin-call", function, status, &reason)),
        }
        let bits = |said| match said {
            Said::Value(interval) => {
                let (lo, hi) = (interval.lo().to_bits(), interval.hi().to_bits());
                Bits::Interval(lo, hi, interval.lo_open(), interval.hi_open())
            }
            Said::Problem(code) => Bits::Problem(code),
        };
        Ok(batch.said().map(|(measure, row, said)| (measure, row, bits(said))).collect())
    }

    /// The first place where two answers are not the same.
    fn difference(
        &self,
        code: &'static str,
        function: Function,
        a: &Answer,
        b: &Answer,
    ) -> Option<HostError> {
        let at = a
            .iter()
            .zip(b)
            .position(|(a, b)| a != b)
            .or((a.len() != b.len()).then_some(a.len().min(b.len())))?;
        let (measure, row, _) = a.get(at).or_else(|| b.get(at)).copied()?;
        let measure = self
            .manifest
            .measures
            .get(measure)
            .map_or_else(String::new, |measure| measure.name.clone());
        let sample = self.samples.get(row).map_or_else(String::new, |sample| {
            format!(
                "{} {}",
                String::from_utf8_lossy(&sample.equipment),
                String::from_utf8_lossy(&sample.spec)
            )
        });
        Some(self.fault(code, function).with("measure", measure).with("sample", sample.trim()))
    }

    fn status(
        &self,
        code: &'static str,
        function: Function,
        status: i32,
        reason: &str,
    ) -> HostError {
        let reason = if reason.is_empty() { "–" } else { reason };
        self.fault(code, function).with("status", status.to_string()).with("reason", reason)
    }

    fn fault(&self, code: &'static str, function: Function) -> HostError {
        HostError::new(code, self.library.path()).with("function", function.name())
    }
}

/// The first calls fill buffers that stay, which is no leak.
fn batch_ready(call: &mut impl FnMut(u32) -> Result<(), HostError>) -> Result<(), HostError> {
    call(1_000)
}

/// Memory of this process that lies in no file. The kernel's quick counters are coarser than a leak.
#[cfg(target_os = "linux")]
fn anonymous_memory() -> Option<i64> {
    let text = std::fs::read_to_string("/proc/self/smaps_rollup").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("Anonymous:"))?;
    let kilobytes: i64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes << 10)
}

/// Other systems do not tell without calls that are not safe; the check says that it was skipped.
#[cfg(not(target_os = "linux"))]
fn anonymous_memory() -> Option<i64> {
    None
}
