//! The fields of machine-readable reports (RFC 3464, RFC 5965): groups of `Name: value`, separated by empty
//! lines. What is not a field is skipped.

/// A group of fields, in order.
pub(super) struct Group(Vec<(String, String)>);

impl Group {
    /// The value of the first field with this name, in any case.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }
}

/// Parses the groups of a report. Lines that begin with white space continue the field before them.
pub(super) fn groups(bytes: &[u8]) -> Vec<Group> {
    let text = String::from_utf8_lossy(bytes);
    let mut groups = vec![Group(Vec::new())];
    for line in text.lines() {
        let fields = &mut groups.last_mut().expect("there is always one").0;
        if line.trim().is_empty() {
            if !fields.is_empty() {
                groups.push(Group(Vec::new()));
            }
        } else if line.starts_with([' ', '\t']) {
            if let Some((_, value)) = fields.last_mut() {
                value.push(' ');
                value.push_str(line.trim());
            }
        } else if let Some((name, value)) = line.split_once(':') {
            fields.push((name.trim().to_owned(), value.trim().to_owned()));
        }
    }
    groups.retain(|group| !group.0.is_empty());
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_grouped_and_unfolded_and_the_rest_is_skipped() {
        let groups = groups(
            b"\r\nReporting-MTA: dns; mx\r\n\r\n\r\n folded alone\r\nno field\r\nAction: failed\r\n\
              Diagnostic-Code: smtp;\r\n\t550 5.1.1\r\n  no\r\nAction: delayed\r\n",
        );
        assert_eq!(groups.len(), 2);
        assert_eq!(groups[0].get("reporting-mta"), Some("dns; mx"));
        assert_eq!(groups[1].get("ACTION"), Some("failed"));
        assert_eq!(groups[1].get("diagnostic-code"), Some("smtp; 550 5.1.1 no"));
        assert_eq!(groups[1].get("Status"), None);
        assert!(super::groups(b"").is_empty() && super::groups(b"\xff\xfe").is_empty());
    }
}
