//! What a relay announces in its reply to EHLO: keywords in any case, and their parameters (RFC 5321
//! §4.1.1.1).
//!
//! 8BITMIME and SMTPUTF8 are not looked for: mails and addresses are ASCII.

/// The extensions that are used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Extensions {
    /// STARTTLS (RFC 3207).
    pub(super) starttls: bool,
    /// Several commands in one write (RFC 2920).
    pub(super) pipelining: bool,
    /// The size of a mail can be declared (RFC 1870): the largest that the relay takes, or 0 if it does not say.
    pub(super) size: Option<u64>,
    /// How a password can be sent.
    pub(super) mechanism: Option<Mechanism>,
}

/// A mechanism of AUTH. PLAIN is preferred.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mechanism {
    /// PLAIN (RFC 4616).
    Plain,
    /// LOGIN, which is older than the standard and still all that some relays offer.
    Login,
}

impl Extensions {
    /// Reads the lines of a reply to EHLO. The first one is the relay's name.
    pub(super) fn read(lines: &[Vec<u8>]) -> Self {
        let mut found = Self::default();
        for line in lines.iter().skip(1) {
            let mut words = line.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
            let Some(keyword) = words.next() else { continue };
            match keyword.to_ascii_uppercase().as_slice() {
                b"STARTTLS" => found.starttls = true,
                b"PIPELINING" => found.pipelining = true,
                // 0 means that there is no fixed limit.
                b"SIZE" => found.size = Some(words.next().and_then(number).unwrap_or(0)),
                b"AUTH" => words.for_each(|mechanism| found.mechanism(mechanism)),
                // The form before RFC 2554, `AUTH=LOGIN PLAIN`.
                [b'A', b'U', b'T', b'H', b'=', first @ ..] => {
                    found.mechanism(first);
                    words.for_each(|mechanism| found.mechanism(mechanism));
                }
                _ => {}
            }
        }
        found
    }

    fn mechanism(&mut self, name: &[u8]) {
        if name.eq_ignore_ascii_case(b"PLAIN") {
            self.mechanism = Some(Mechanism::Plain);
        } else if name.eq_ignore_ascii_case(b"LOGIN") {
            self.mechanism.get_or_insert(Mechanism::Login);
        }
    }
}

fn number(digits: &[u8]) -> Option<u64> {
    std::str::from_utf8(digits)
        .ok()
        .filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()))?
        .parse()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(lines: &[&str]) -> Extensions {
        Extensions::read(&lines.iter().map(|line| line.as_bytes().to_vec()).collect::<Vec<_>>())
    }

    #[test]
    fn keywords_are_read_in_any_case_with_their_parameters() {
        let none = Extensions::default();
        assert_eq!(read(&["relay.test"]), none);
        assert_eq!(read(&["STARTTLS"]), none, "the first line is a name");
        assert_eq!(read(&["r", "starttls"]), Extensions { starttls: true, ..none });
        assert_eq!(read(&["r", "PipeLining", "XSTARTTLS", ""]), Extensions { pipelining: true, ..none });
        for (line, largest) in
            [("size", 0), ("SIZE 0", 0), ("Size 1000", 1000), ("SIZE x", 0), ("SIZE +1", 0), ("SIZE \t7", 7)]
        {
            assert_eq!(read(&["r", line]), Extensions { size: Some(largest), ..none }, "{line:?}");
        }
        let offers = |mechanism| Extensions { mechanism: Some(mechanism), ..none };
        for line in ["AUTH CRAM-MD5 LOGIN plain", "auth=login PLAIN", "AUTH  PLAIN  LOGIN ", "AUTH=PLAIN"] {
            assert_eq!(read(&["r", line]), offers(Mechanism::Plain), "{line}");
        }
        for line in ["Auth=Login", "auth login XPLAIN"] {
            assert_eq!(read(&["r", line]), offers(Mechanism::Login), "{line}");
        }
        assert_eq!(read(&["r", "AUTH CRAM-MD5"]), none);
        let strange = Extensions::read(&[b"r".to_vec(), b"\xff\xfe STARTTLS".to_vec()]);
        assert_eq!(strange, none);
    }
}
