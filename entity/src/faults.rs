//! Collects everything that is wrong with an input, so that all of it is reported at once (R66).

/// A collector of faults, in the order in which they are found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Faults<F>(Vec<F>);

impl<F> Default for Faults<F> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<F> Faults<F> {
    /// Adds one fault.
    pub fn push(&mut self, fault: F) {
        self.0.push(fault);
    }

    /// Returns the value, or adds the fault that `describe` makes of the error.
    pub fn take<T, E>(&mut self, parsed: Result<T, E>, describe: impl FnOnce(E) -> F) -> Option<T> {
        parsed.map_err(|error| self.0.push(describe(error))).ok()
    }

    /// Returns the value, or adds a fault for each of the errors.
    pub fn take_all<T, E>(&mut self, parsed: Result<T, Vec<E>>, describe: impl Fn(E) -> F) -> Option<T> {
        parsed.map_err(|errors| self.0.extend(errors.into_iter().map(describe))).ok()
    }

    /// Adds several faults.
    pub fn extend(&mut self, faults: impl IntoIterator<Item = F>) {
        self.0.extend(faults);
    }

    /// Whether there is no fault.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The faults so far.
    #[must_use]
    pub fn as_slice(&self) -> &[F] {
        &self.0
    }

    /// The faults as a list.
    #[must_use]
    pub fn into_vec(self) -> Vec<F> {
        self.0
    }
}
