//! Pieces of work: who gets them and when, for launches and follow-ups alike.

use super::{
    activity::deal,
    audience::{self, Stored},
    launch::CHUNK,
};
use crate::{Db, Error, Result, params, sql};
use chrono::NaiveDate;
use domain::{
    activity::Sharing,
    calendar::WorkingDays,
    distribution::{Deal, preferred, spread},
};
use sea_orm::DatabaseTransaction;

/// Who gets the pieces of an activity, and on which days.
pub(super) struct Shares {
    deal: Deal,
    sellers: Vec<i64>,
    /// Users who may own a customer's work, where owners do it.
    owners: Vec<i64>,
    sharing: Sharing,
    in_charge: i64,
    /// How a piece with somebody in charge begins: what is sent together waits for that.
    state: &'static str,
    days: Vec<NaiveDate>,
}

impl Shares {
    pub async fn of(db: &Db, stored: &Stored, record: &super::Record, days: Vec<NaiveDate>) -> Result<Self> {
        let owners = if stored.sharing == Sharing::Owner {
            sql::column(&db.read, &format!("SELECT u.id FROM app_user u WHERE {}", audience::WORKS), params![]).await?
        } else {
            Vec::new()
        };
        Ok(Self {
            deal: deal(&stored.sellers),
            sellers: stored.sellers.iter().map(|s| s.id).collect(),
            owners,
            sharing: stored.sharing,
            in_charge: stored.in_charge(record),
            state: if stored.kind.is_sent() { "queued" } else { "planned" },
            days,
        })
    }

    /// Assignee, day and state of the `n`-th piece of `total`.
    fn place(&self, n: usize, total: usize, person: &Candidate) -> Option<(i64, NaiveDate, &'static str)> {
        let days = self.days.len();
        let dealt = self.deal.place(n, total, days);
        let spread = || spread(n, total, days);
        let (assignee, day, state) = match self.sharing {
            Sharing::Queue => (self.in_charge, spread()?, "queued"),
            Sharing::Owner if person.owner_id.is_some_and(|owner| self.owners.contains(&owner)) => {
                (person.owner_id?, spread()?, self.state)
            }
            Sharing::Owner if self.sellers.is_empty() => (self.in_charge, spread()?, self.state),
            Sharing::Owner | Sharing::Even | Sharing::Split | Sharing::Capacity => {
                let (seller, day) = dealt?;
                (*self.sellers.get(seller)?, day, self.state)
            }
        };
        let best = (person.best_days != 0).then(|| WorkingDays::from_bits(person.best_days));
        Some((assignee, preferred(day, &self.days, best)?, state))
    }
}

/// Somebody who is to get a piece of work.
#[derive(sea_orm::FromQueryResult)]
pub(super) struct Candidate {
    person_id: i64,
    list_id: Option<i64>,
    owner_id: Option<i64>,
    best_days: i64,
    best_from: i64,
}

impl Candidate {
    pub fn person(&self) -> i64 {
        self.person_id
    }
}

/// The next people of an audience who are contacted, behind a person; `more` is a condition on the member `m`.
pub(super) async fn candidates(
    tx: &DatabaseTransaction,
    activity: i64,
    after: i64,
    more: &str,
) -> Result<Vec<Candidate>> {
    let members = "FROM audience_member m WHERE m.activity_id = $1 AND m.term = 0 AND m.person_id > $2";
    let text = format!(
        "SELECT MAX(person_id) FROM (SELECT m.person_id {members} {more} ORDER BY m.person_id LIMIT {CHUNK}) n"
    );
    let upto: Option<i64> = sql::scalar(tx, &text, params![activity, after]).await?;
    let Some(upto) = upto else { return Ok(Vec::new()) };
    // The bounds stand on both sides, so that a chunk reads its people and not all.
    let text = format!(
        "SELECT m.person_id, m.list_id, p.owner_id, p.best_days, p.best_from FROM audience_member m JOIN person p ON p.id = m.person_id AND p.id > $2 AND p.id <= $3
         WHERE m.activity_id = $1 AND m.term = 0 AND m.person_id > $2 AND m.person_id <= $3 {more} ORDER BY m.person_id"
    );
    sql::rows(tx, &text, params![activity, after, upto]).await
}

/// Makes pieces of work for `people`, the first of which is the `first`-th of `total`.
pub(super) async fn make_pieces(
    tx: &DatabaseTransaction,
    stored: &Stored,
    shares: &Shares,
    people: &[Candidate],
    (first, total): (i64, i64),
) -> Result<()> {
    let total = usize::try_from(total).unwrap_or(0);
    let mut values = Vec::with_capacity(people.len() * 8);
    for (n, person) in (usize::try_from(first).unwrap_or(0)..).zip(people) {
        let Some((assignee, day, state)) = shares.place(n, total, person) else {
            return Err(Error::Internal(format!("no place for piece {n} of {total}")));
        };
        values.extend(params![
            stored.activity,
            person.person_id,
            stored.campaign,
            person.list_id,
            assignee,
            day,
            person.best_from,
            state
        ]);
    }
    let into =
        "INSERT INTO touch (activity_id, person_id, campaign_id, list_id, assignee_id, due_day, due_minute, state)";
    sql::insert_many(tx, into, 8, values, "ON CONFLICT DO NOTHING").await?;
    Ok(())
}
