//! Scripts of relays, read from the files in `tests/relays/`, whose README describes the language. Nothing
//! here talks to anyone: `play.rs` plays a script.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::path::Path;
use std::time::Duration;

use super::notation::{bytes, span};

/// What a relay does, and how it must end.
#[derive(Debug)]
pub(crate) struct Script {
    /// The file's name without its extension.
    pub(crate) name: String,
    /// How many mails are sent, each to an address of its own.
    pub(crate) mails: usize,
    /// Whether the mails are reminders rather than certificates.
    pub(crate) is_reminder: bool,
    /// Whether the relay has a certificate, and the worker requires TLS.
    pub(crate) has_tls: bool,
    /// Where the relay listens.
    pub(crate) host: IpAddr,
    /// Whether the worker has a user name and a password.
    pub(crate) has_password: bool,
    /// How the usual relay answers RCPT for an address, or for all of them (`*`).
    pub(crate) refusals: Vec<(String, Vec<u8>)>,
    /// What is done and compared after the mails were queued.
    pub(crate) end: Vec<End>,
    sections: Vec<Section>,
}

/// A step of a connection.
#[derive(Debug)]
pub(crate) enum Step {
    /// Sends bytes.
    Say(Vec<u8>),
    /// Reads a line of this form (`*` is any text), or the content of a mail (`.`).
    Hear {
        /// What must come.
        form: String,
        /// The line of the script.
        line: usize,
    },
    /// Keeps the content that was read last: from now on the relay has the mail.
    Accept,
    /// Waits.
    Pause(Duration),
    /// Sends bytes one by one, with a pause after each.
    Drip(Duration, Vec<u8>),
    /// Hangs up.
    Close,
    /// Begins TLS.
    StartTls,
    /// Says nothing more until the client hangs up.
    Silence,
    /// Behaves as usual, for good or until this command was read.
    Usual(Option<String>),
}

/// A step after the mails were queued.
#[derive(Debug)]
pub(crate) enum End {
    /// Time passes by the clock of the story, a number of times.
    Wait(Duration, usize),
    /// Something must be so now.
    Is(Is),
}

/// What must be so.
#[derive(Debug)]
pub(crate) struct Is {
    /// What is compared.
    pub(crate) subject: Subject,
    /// Its value.
    pub(crate) value: String,
    /// The line of the script.
    pub(crate) line: usize,
}

/// What can be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Subject {
    /// The state of all mails, or how many are in each state.
    State,
    /// A state that no mail has.
    Never,
    /// How many mails the relay has accepted, counting each copy.
    Copies,
    /// The most attempts of any mail.
    Attempts,
    /// How many addresses are suppressed.
    Suppressed,
    /// Whether the relay `works` or `rests`.
    Relay,
    /// Whether staff are alerted, `yes` or `no`.
    Alert,
}

/// The steps of one connection or of several.
#[derive(Debug)]
struct Section {
    /// For how many connections in turn; the last section is for all that follow.
    times: usize,
    /// Rather for those that find this many others open.
    beyond: Option<usize>,
    steps: Vec<Step>,
}

impl Script {
    /// Reads a file; panics with its name and the line that is not in the language.
    pub(crate) fn read(file: &Path) -> Self {
        let text = std::fs::read_to_string(file).expect("a script can be read");
        let name = file.file_stem().and_then(|name| name.to_str()).expect("a name in text");
        Self::parse(name, &text).unwrap_or_else(|wrong| panic!("{}: {wrong}", file.display()))
    }

    fn parse(name: &str, text: &str) -> Result<Self, String> {
        let mut script = Self {
            name: name.to_owned(),
            mails: 1,
            is_reminder: false,
            has_tls: false,
            host: Ipv4Addr::LOCALHOST.into(),
            has_password: false,
            refusals: Vec::new(),
            end: Vec::new(),
            sections: Vec::new(),
        };
        for (number, line) in (1..).zip(text.lines()) {
            if !line.trim().is_empty() && !line.starts_with('#') {
                script.take(number, line).ok_or_else(|| format!("line {number} is not in the language"))?;
            }
        }
        if !text.starts_with("# ") {
            return Err("its first line must say what the relay does".to_owned());
        }
        if script.sections.iter().all(|section| section.beyond.is_some()) {
            return Err("it has no connection".to_owned());
        }
        let is_for_an_app = |end: &End| match end {
            End::Wait(..) => true,
            End::Is(is) => matches!(is.subject, Subject::Relay | Subject::Alert),
        };
        if script.has_tls && script.end.iter().any(is_for_an_app) {
            return Err("with `tls` it has no `wait`, `= relay` and `= alert`".to_owned());
        }
        match script.end.last() {
            Some(End::Is(_)) => Ok(script),
            _ => Err("it must end with what it expects".to_owned()),
        }
    }

    /// The steps of connection `number`, counted from 0, that finds `others` open.
    pub(crate) fn connection(&self, number: usize, others: usize) -> &[Step] {
        let is_too_many = |section: &&Section| section.beyond.is_some_and(|most| others >= most);
        if let Some(refused) = self.sections.iter().find(is_too_many) {
            return &refused.steps;
        }
        let (mut left, mut steps) = (number, &[][..]);
        for section in self.sections.iter().filter(|section| section.beyond.is_none()) {
            steps = &section.steps;
            if left < section.times {
                break;
            }
            left -= section.times;
        }
        steps
    }

    fn take(&mut self, number: usize, line: &str) -> Option<()> {
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        match (word, rest) {
            ("mails", _) => self.mails = rest.parse().ok()?,
            ("reminder", "") => self.is_reminder = true,
            ("tls", "") => self.has_tls = true,
            ("ipv6", "") => self.host = Ipv6Addr::LOCALHOST.into(),
            ("password", "") => self.has_password = true,
            ("to", _) => {
                let (address, reply) = rest.split_once(' ')?;
                self.refusals.push((address.to_owned(), [bytes(reply)?, b"\r\n".to_vec()].concat()));
            }
            ("connection", _) => self.sections.push(section(rest)?),
            ("wait", _) => {
                let (text, times) = rest.split_once(' ').unwrap_or((rest, "1"));
                self.end.push(End::Wait(span(text)?, times.parse().ok()?));
            }
            ("=", _) => {
                let (subject, value) = rest.split_once(' ')?;
                let value = value.to_owned();
                self.end.push(End::Is(Is { subject: Subject::parse(subject)?, value, line: number }));
            }
            // The end is after all connections.
            _ if self.end.is_empty() => self.sections.last_mut()?.steps.push(step(number, word, rest)?),
            _ => return None,
        }
        Some(())
    }
}

impl Subject {
    fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "state" => Self::State,
            "never" => Self::Never,
            "copies" => Self::Copies,
            "attempts" => Self::Attempts,
            "suppressed" => Self::Suppressed,
            "relay" => Self::Relay,
            "alert" => Self::Alert,
            _ => return None,
        })
    }
}

fn section(rest: &str) -> Option<Section> {
    let (times, beyond) = match rest.split_once(' ') {
        None if rest.is_empty() => (1, None),
        Some(("again", times)) => (times.parse().ok()?, None),
        Some(("beyond", most)) => (0, Some(most.parse().ok()?)),
        _ => return None,
    };
    Some(Section { times, beyond, steps: Vec::new() })
}

fn step(number: usize, word: &str, rest: &str) -> Option<Step> {
    Some(match (word, rest) {
        ("<", _) => Step::Say([bytes(rest)?, b"\r\n".to_vec()].concat()),
        ("<<", _) => Step::Say(bytes(rest)?),
        (">", _) if !rest.is_empty() => Step::Hear { form: rest.to_owned(), line: number },
        ("accept", "") => Step::Accept,
        ("pause", _) => Step::Pause(span(rest)?),
        ("drip", _) => {
            let (each, text) = rest.split_once(' ')?;
            Step::Drip(span(each)?, bytes(text)?)
        }
        ("close", "") => Step::Close,
        ("starttls", "") => Step::StartTls,
        ("silence", "") => Step::Silence,
        ("usual", "") => Step::Usual(None),
        ("usual", _) => Step::Usual(Some(rest.strip_prefix("until ")?.to_owned())),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHORT: &str = "# greets\nconnection\nusual\n= copies 1\n";

    #[test]
    fn a_script_is_read_in_full_or_refused() {
        let script = Script::parse("short", SHORT).expect("a script");
        assert_eq!((script.mails, script.end.len(), script.connection(9, 9).len()), (1, 1, 1));
        for (wrong, why) in [
            (SHORT.replace("# ", ""), "line 1 is"),
            (SHORT.replace("# greets", ""), "first line"),
            (SHORT.replace("connection", ""), "line 3"),
            (SHORT.replace("connection", "connection beyond 3"), "no connection"),
            (SHORT.replace("= copies 1", ""), "what it expects"),
            (format!("{SHORT}wait 1m\n"), "what it expects"),
            (format!("{SHORT}usual\n"), "line 5"),
            (SHORT.replace("copies", "copy"), "line 4"),
            (
                SHORT.replace("connection", "tls\nconnection").replace("= copies 1", "= relay works"),
                "with `tls`",
            ),
            (SHORT.replace("usual", "pause soon"), "line 3"),
            (SHORT.replace("usual", "< \\q"), "line 3"),
            (SHORT.replace("usual", ">"), "line 3"),
        ] {
            let refused = Script::parse("wrong", &wrong).expect_err(&wrong);
            assert!(refused.contains(why), "{wrong:?}: {refused}");
        }
    }

    #[test]
    fn connections_come_in_turn_and_the_last_one_is_for_all_that_follow() {
        let text = "# three kinds\nconnection again 2\nclose\nconnection beyond 3\nsilence\nclose\nconnection\n\
                    usual\nusual\nusual\n= copies 0\n";
        let script = Script::parse("turns", text).expect("a script");
        let lengths = [(0, 0), (1, 2), (1, 3), (2, 0), (50, 2), (50, 3)];
        let lengths = lengths.map(|(number, others)| script.connection(number, others).len());
        assert_eq!(lengths, [1, 1, 2, 3, 3, 2]);
    }
}
