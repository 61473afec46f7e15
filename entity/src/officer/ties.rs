//! Which officers one person may stand behind: anyone who created an officer, or saw the enrolment code, may
//! also be that officer, and every officer whom that one created or invited in turn.
//!
//! Officers whom a command created, and who enrolled with the code that it printed, have nobody behind them.

use std::collections::{HashMap, HashSet};

use sea_orm::{QuerySelect, SelectGetableTuple, Selector, entity::prelude::*};

use super::{Column, Entity, OfficerId};

/// An officer, who created that officer, and who gave the enrolment code.
pub type Row = (OfficerId, Option<OfficerId>, Option<OfficerId>);

/// Who created and who invited each officer. Neither ever changes once the officer has enrolled.
#[derive(Clone, Debug)]
pub struct Ties(HashMap<OfficerId, [Option<OfficerId>; 2]>);

/// Selects what [`Ties`] are made of: of every officer, closed ones included.
#[must_use]
pub fn rows() -> Selector<SelectGetableTuple<Row>> {
    Entity::find().select_only().columns([Column::Id, Column::CreatedBy, Column::InvitedBy]).into_tuple()
}

impl FromIterator<Row> for Ties {
    fn from_iter<I: IntoIterator<Item = Row>>(rows: I) -> Self {
        Self(rows.into_iter().map(|(id, created_by, invited_by)| (id, [created_by, invited_by])).collect())
    }
}

impl Ties {
    /// Whether these two officers count as two. They do not if they are the same, if one of them stands
    /// behind the other one, or if somebody stands behind both.
    #[must_use]
    pub fn are_independent(&self, one: OfficerId, other: OfficerId) -> bool {
        self.behind(one).is_disjoint(&self.behind(other))
    }

    /// Whether two of these officers are independent of each other.
    #[must_use]
    pub fn has_independent_pair(&self, officers: &[OfficerId]) -> bool {
        let mut pairs = officers.iter().enumerate().flat_map(|(at, one)| {
            let others = &officers[at + 1..];
            others.iter().map(move |other| (*one, *other))
        });
        pairs.any(|(one, other)| self.are_independent(one, other))
    }

    /// The officer, and everyone who may have been that officer.
    fn behind(&self, officer: OfficerId) -> HashSet<OfficerId> {
        let (mut behind, mut next) = (HashSet::from([officer]), vec![officer]);
        // It ends: each officer is followed once.
        while let Some(officer) = next.pop() {
            let ties = self.0.get(&officer).into_iter().flatten().flatten();
            next.extend(ties.copied().filter(|other| behind.insert(*other)));
        }
        behind
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn id(number: u128) -> OfficerId {
        OfficerId(Uuid::from_u128(number))
    }

    /// 1, 2 and 3 were created by commands. Each of the others has those who created and invited it.
    fn ties() -> Ties {
        let created = [(4, 1, 2), (5, 1, 2), (6, 4, 3), (7, 2, 3)];
        let founders = [1, 2, 3].map(|founder| (id(founder), None, None));
        let others = created.map(|(new, creator, inviter)| (id(new), Some(id(creator)), Some(id(inviter))));
        founders.into_iter().chain(others).collect()
    }

    #[test]
    fn anyone_who_may_have_been_an_officer_is_no_second_one_beside_them() {
        let ties = ties();
        let check = |one, other, expected| {
            assert_eq!(ties.are_independent(id(one), id(other)), expected, "{one} {other}");
            assert_eq!(ties.are_independent(id(other), id(one)), expected, "{other} {one}");
        };
        check(1, 1, false);
        check(1, 2, true);
        check(1, 4, false); // created
        check(2, 4, false); // invited
        check(3, 4, true);
        check(4, 5, false); // both by the same
        check(1, 6, false); // in two steps
        check(3, 6, false);
        check(4, 7, false); // 2 invited one and created the other one
        check(1, 7, true);
        check(8, 1, true); // unknown
    }

    #[test]
    fn a_pair_is_found_wherever_it_is() {
        let ties = ties();
        let check = |officers: &[u128], expected| {
            let officers: Vec<_> = officers.iter().copied().map(id).collect();
            assert_eq!(ties.has_independent_pair(&officers), expected, "{officers:?}");
        };
        check(&[], false);
        check(&[1], false);
        check(&[1, 4, 5], false);
        check(&[4, 5, 6, 3], true);
        check(&[1, 2], true);
    }

    #[test]
    fn a_circle_of_ties_is_followed_once() {
        let ties: Ties = [(id(1), Some(id(2)), None), (id(2), Some(id(1)), None)].into_iter().collect();
        assert!(!ties.are_independent(id(1), id(2)));
        assert!(ties.are_independent(id(1), id(3)));
    }
}
