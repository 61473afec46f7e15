//! The limits of one request: their names, defaults and maxima. Nothing here counts.

use std::time::Duration;

use super::limit_name::{LimitName, LimitValue};

/// The limits of one request; see `--graphql-limits`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a body for the applicants' API; default 64 KiB.
    pub body: usize,
    /// Bytes of a body for the officers' API: enough for a thousand certificates of a kilobyte each.
    pub officer_body: usize,
    /// The depth of nested brackets of any kind. It protects the parser, which is recursive.
    pub brackets: usize,
    /// Tokens in a document; default 2,000.
    pub tokens: usize,
    /// Operations in a document; default 10.
    pub operations: usize,
    /// Fragment definitions in a document; default 20.
    pub fragments: usize,
    /// Variables that one operation declares; default 50.
    pub variables: usize,
    /// Directives in a document, counted by `@`; default 20.
    pub directives: usize,
    /// Aliases, with fragments expanded; default 30.
    pub aliases: usize,
    /// Fields, with fragments expanded; default 500.
    pub fields: usize,
    /// The depth of nested fields, without introspection; default 12.
    pub depth: usize,
    /// The depth of nested fields from `__schema` or `__type` on; default 16.
    pub introspection_depth: usize,
    /// Fields times the rows that they are requested for; default 10,000.
    pub cost: usize,
    /// Errors in a response; further ones are left out. Default 20.
    pub errors: usize,
    /// The number of seconds that a body may take to arrive; default 10.
    pub read_seconds: usize,
    /// The number of seconds that an operation may take; default 5.
    pub execution_seconds: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body: 64 * 1024,
            officer_body: 1024 * 1024,
            brackets: 60,
            tokens: 2_000,
            operations: 10,
            fragments: 20,
            variables: 50,
            directives: 20,
            aliases: 30,
            fields: 500,
            depth: 12,
            introspection_depth: 16,
            cost: 10_000,
            errors: 20,
            read_seconds: 10,
            execution_seconds: 5,
        }
    }
}

impl Limits {
    /// Parses pairs like `depth=10`, separated by commas. Limits that are left out keep their defaults.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut limits = Self::default();
        for pair in text.split(',').map(str::trim).filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').ok_or("must be pairs like depth=10")?;
            let (place, most) = limits.named(name).ok_or_else(|| {
                format!("there is no limit called {name}; `server serve --help` lists them")
            })?;
            let value = value.parse().ok().filter(|value| (1..=most).contains(value));
            *place = value.ok_or_else(|| format!("{name} must be a number from 1 to {most}"))?;
        }
        Ok(limits)
    }

    /// The limit with this name, and its maximum. A higher value would put the process in danger, or would be
    /// no limit at all.
    fn named(&mut self, name: &str) -> Option<(&mut usize, usize)> {
        Some(match name {
            "body" => (&mut self.body, 16 * 1024 * 1024),
            "officer-body" => (&mut self.officer_body, 16 * 1024 * 1024),
            "brackets" => (&mut self.brackets, 60),
            "tokens" => (&mut self.tokens, 20_000),
            "operations" => (&mut self.operations, 1_000),
            "fragments" => (&mut self.fragments, 1_000),
            "variables" => (&mut self.variables, 1_000),
            "directives" => (&mut self.directives, 1_000),
            "aliases" => (&mut self.aliases, 2_000),
            "fields" => (&mut self.fields, 2_000),
            "depth" => (&mut self.depth, 20),
            "introspection-depth" => (&mut self.introspection_depth, 20),
            "cost" => (&mut self.cost, 1_000_000),
            "errors" => (&mut self.errors, 1_000),
            "read-seconds" => (&mut self.read_seconds, 600),
            "execution-seconds" => (&mut self.execution_seconds, 600),
            _ => return None,
        })
    }

    /// How long a body may take to arrive, from `read-seconds`.
    #[must_use]
    pub fn read(&self) -> Duration {
        Duration::from_secs(self.read_seconds as u64)
    }

    /// How long an operation may take, from `execution-seconds`.
    #[must_use]
    pub fn execution(&self) -> Duration {
        Duration::from_secs(self.execution_seconds as u64)
    }
}

impl Limits {
    /// A limit with its value.
    #[must_use]
    pub const fn value(&self, name: LimitName) -> LimitValue {
        let max = match name {
            LimitName::Body => self.body,
            LimitName::OfficerBody => self.officer_body,
            LimitName::ReadSeconds => self.read_seconds,
            LimitName::Brackets => self.brackets,
            LimitName::Tokens => self.tokens,
            LimitName::Operations => self.operations,
            LimitName::Fragments => self.fragments,
            LimitName::Variables => self.variables,
            LimitName::Directives => self.directives,
            LimitName::Aliases => self.aliases,
            LimitName::Fields => self.fields,
            LimitName::Depth => self.depth,
            LimitName::IntrospectionDepth => self.introspection_depth,
            LimitName::Cost => self.cost,
        };
        LimitValue { name, max }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_named_is_as_usual() {
        assert_eq!(Limits::parse(""), Ok(Limits::default()));
        let some = Limits::parse("depth=10, officer-body=2097152,");
        assert_eq!(some, Ok(Limits { depth: 10, officer_body: 2_097_152, ..Limits::default() }));
    }

    #[test]
    fn a_wrong_one_is_named_and_none_is_lifted_beyond_what_is_safe() {
        for (text, expected) in [
            ("depth", "must be pairs like depth=10"),
            ("deepness=1", "there is no limit called deepness; `server serve --help` lists them"),
            ("depth=0", "depth must be a number from 1 to 20"),
            ("depth=x", "depth must be a number from 1 to 20"),
            ("brackets=61", "brackets must be a number from 1 to 60"),
        ] {
            assert_eq!(Limits::parse(text), Err(expected.to_owned()));
        }
    }

    #[test]
    fn a_limit_has_the_name_and_the_value_of_its_setting() {
        for name in ["body", "officer-body", "brackets", "tokens", "cost", "introspection-depth"] {
            let limits = Limits::parse(&format!("{name}=7")).expect(name);
            let all = [
                LimitName::Body,
                LimitName::OfficerBody,
                LimitName::Brackets,
                LimitName::Tokens,
                LimitName::Cost,
                LimitName::IntrospectionDepth,
            ];
            let seven = all.map(|name| limits.value(name)).into_iter().filter(|value| value.max == 7);
            assert_eq!(seven.map(|value| value.name.name()).collect::<Vec<_>>(), [name]);
        }
    }

    #[test]
    fn every_usual_value_may_be_set() {
        let usual = Limits::default();
        let names = "body officer-body brackets tokens operations fragments variables directives aliases fields depth \
                     introspection-depth cost errors read-seconds execution-seconds";
        for name in names.split(' ') {
            let mut limits = usual.clone();
            let (value, most) = limits.named(name).expect(name);
            assert!(*value <= most, "{name}");
            assert_eq!(Limits::parse(&format!("{name}={value}")), Ok(usual.clone()), "{name}");
        }
    }
}
