//! The resources that a process uses, as reported by Linux.

use std::fs;
use std::time::Duration;

/// The unit of CPU time in `/proc`.
const TICK: Duration = Duration::from_millis(10);

/// A process to be measured.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Process(u32);

impl Process {
    /// This process.
    pub(crate) fn this() -> Self {
        Self(std::process::id())
    }

    /// The server that was started with this address.
    pub(crate) fn listening(address: &str) -> Self {
        let told = format!("UKETORI_LISTEN={address}");
        let found = numbers().find(|id| {
            let environment = fs::read(format!("/proc/{id}/environ")).unwrap_or_default();
            environment.split(|byte| *byte == 0).any(|setting| setting == told.as_bytes())
        });
        Self(found.expect("a server listens there"))
    }

    /// The process with this id.
    pub(crate) fn of(id: u32) -> Self {
        Self(id)
    }

    /// The peak memory so far, in MiB; `None` once it has ended.
    pub(crate) fn peak_mib(self) -> Option<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.0)).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
        line.trim().trim_end_matches(" kB").parse::<u64>().ok().map(|kib| kib / 1_024)
    }

    /// The resident memory now, in MiB.
    pub(crate) fn resident_mib(self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.0)).expect("it runs");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("its memory");
        let kib: u64 = line.trim().trim_end_matches(" kB").parse().expect("a number");
        kib / 1_024
    }

    /// The CPU time of all its threads.
    pub(crate) fn on_core(self) -> Duration {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.0)).unwrap_or_default();
        let Some((_, numbers)) = stat.rsplit_once(')') else { return Duration::ZERO };
        let ticks = numbers.split_whitespace().skip(11).take(2).map(|it| it.parse::<u32>().unwrap_or(0));
        TICK * ticks.sum()
    }
}

/// The CPU time of all processes with this name.
pub(crate) fn all_on_core(name: &str) -> Duration {
    let named = numbers().filter(|id| {
        fs::read_to_string(format!("/proc/{id}/comm")).is_ok_and(|comm| comm.trim_end() == name)
    });
    named.map(|id| Process(id).on_core()).sum()
}

/// The CPU time of all cores of the machine.
pub(crate) fn machine_busy() -> Duration {
    let stat = fs::read_to_string("/proc/stat").expect("/proc is mounted");
    let cores = stat.lines().next().and_then(|line| line.strip_prefix("cpu ")).expect("all cores");
    let ticks: Vec<u32> = cores.split_whitespace().map(|it| it.parse().unwrap_or(0)).collect();
    // user, nice, system, idle, iowait, irq, softirq
    TICK * [0, 1, 2, 5, 6].iter().filter_map(|index| ticks.get(*index)).sum()
}

fn numbers() -> impl Iterator<Item = u32> {
    let entries = fs::read_dir("/proc").expect("/proc is mounted").flatten();
    entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok())
}
