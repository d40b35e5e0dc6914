//! An activity as it is stored, whom it addresses, and the equation of that.

use crate::{Error, Result, params, people::rules, sql, sql::Params};
use chrono::NaiveDate;
use domain::{
    activity::{ActivityKind, Answer, JobRole, PREFERS_NONE, Priority, Reach, Sharing},
    audience::{Equation, Term},
    campaign::Status,
    rule::{Field, Mode, Op, Rule},
};
use sea_orm::ConnectionTrait;

/// Somebody who works on an activity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Seller {
    pub id: i64,
    pub name: String,
    pub share: i64,
}

/// A stored activity as the launch and the pages read it.
pub(crate) struct Stored {
    pub activity: i64,
    pub campaign: i64,
    pub version: i64,
    pub name: String,
    pub kind: ActivityKind,
    pub state: Status,
    pub subject: String,
    pub script: String,
    pub first_day: Option<NaiveDate>,
    pub last_day: Option<NaiveDate>,
    pub minutes: i64,
    pub skip_days: i64,
    pub needs_consent: bool,
    pub owner: Option<i64>,
    pub priority: Priority,
    pub sharing: Sharing,
    pub expected_bp: Option<i64>,
    pub roles: i64,
    pub prefers: i64,
    pub one_each: bool,
    pub after: Option<(i64, i64, Answer)>,
    pub followed_day: Option<NaiveDate>,
    pub sellers: Vec<Seller>,
    pub lists: Vec<i64>,
    pub rule: Option<Rule>,
}

#[derive(sea_orm::FromQueryResult)]
struct Row {
    id: i64,
    campaign_id: i64,
    version: i64,
    name: String,
    kind: String,
    state: String,
    subject: String,
    script: String,
    first_day: Option<NaiveDate>,
    last_day: Option<NaiveDate>,
    minutes: i64,
    skip_days: i64,
    needs_consent: bool,
    owner_id: Option<i64>,
    priority: i64,
    sharing: String,
    expected_bp: Option<i64>,
    roles: i64,
    prefers: i64,
    one_each: bool,
    after_id: Option<i64>,
    after_days: i64,
    after_answer: String,
    followed_day: Option<NaiveDate>,
    rule: Option<String>,
}

const ROW: &str = "SELECT id, campaign_id, version, name, kind, state, subject, script, first_day, last_day, minutes, skip_days, needs_consent, owner_id, priority,
    sharing, expected_bp, roles, prefers, one_each, after_id, after_days, after_answer, followed_day, rule FROM activity";

/// One activity.
pub(crate) async fn stored(db: &impl ConnectionTrait, activity: i64) -> Result<Stored> {
    let row = sql::row(db, &format!("{ROW} WHERE id = $1"), params![activity]).await?;
    complete(db, row).await
}

/// All activities of a campaign, in the order in which they were added.
pub(crate) async fn all(db: &impl ConnectionTrait, campaign: i64) -> Result<Vec<Stored>> {
    let mut activities = Vec::new();
    for row in sql::rows(db, &format!("{ROW} WHERE campaign_id = $1 ORDER BY id"), params![campaign]).await? {
        activities.push(complete(db, row).await?);
    }
    Ok(activities)
}

/// The first activity of a campaign: the one of a quick campaign.
pub(crate) async fn first(db: &impl ConnectionTrait, campaign: i64) -> Result<i64> {
    let first: Option<i64> =
        sql::scalar(db, "SELECT MIN(id) FROM activity WHERE campaign_id = $1", params![campaign]).await?;
    first.ok_or(Error::NotFound)
}

async fn complete(db: &impl ConnectionTrait, row: Row) -> Result<Stored> {
    let text = "SELECT u.id, u.name, s.share FROM activity_seller s JOIN app_user u ON u.id = s.user_id WHERE s.activity_id = $1 ORDER BY s.position";
    let sellers: Vec<(i64, String, i64)> = sql::tuples(db, text, params![row.id]).await?;
    let text = "SELECT list_id FROM activity_list WHERE activity_id = $1 ORDER BY position";
    let lists = sql::column(db, text, params![row.id]).await?;
    let unknown = |what: &str| Error::Internal(format!("stored {what} of activity {}", row.id));
    Ok(Stored {
        activity: row.id,
        campaign: row.campaign_id,
        version: row.version,
        name: row.name,
        kind: ActivityKind::parse(&row.kind).ok_or_else(|| unknown("kind"))?,
        state: Status::parse(&row.state).ok_or_else(|| unknown("state"))?,
        subject: row.subject,
        script: row.script,
        first_day: row.first_day,
        last_day: row.last_day,
        minutes: row.minutes,
        skip_days: row.skip_days,
        needs_consent: row.needs_consent,
        owner: row.owner_id,
        priority: Priority::from_code(row.priority),
        sharing: Sharing::parse(&row.sharing).ok_or_else(|| unknown("sharing"))?,
        expected_bp: row.expected_bp,
        roles: row.roles,
        prefers: row.prefers,
        one_each: row.one_each,
        after: row.after_id.map(|id| (id, row.after_days, Answer::parse(&row.after_answer).unwrap_or_default())),
        followed_day: row.followed_day,
        sellers: sellers.into_iter().map(|(id, name, share)| Seller { id, name, share }).collect(),
        lists,
        rule: row.rule.as_deref().map(serde_json::from_str).transpose()?,
    })
}

/// Whom one could address by a channel, before there is an activity.
pub(crate) struct Audience(Stored);

impl Audience {
    /// The people of a list, or everybody.
    pub fn of(kind: ActivityKind, list: Option<i64>) -> Self {
        Self(Stored {
            activity: 0,
            campaign: 0,
            version: 0,
            name: String::new(),
            kind,
            state: Status::Draft,
            subject: String::new(),
            script: String::new(),
            first_day: None,
            last_day: None,
            minutes: 0,
            skip_days: 0,
            needs_consent: false,
            owner: None,
            priority: Priority::default(),
            sharing: Sharing::default(),
            expected_bp: None,
            roles: 0,
            prefers: 0,
            one_each: false,
            after: None,
            followed_day: None,
            sellers: Vec::new(),
            lists: list.into_iter().collect(),
            rule: list.is_none().then(Rule::default),
        })
    }

    pub async fn equation(&self, db: &impl ConnectionTrait, today: NaiveDate) -> Result<Equation> {
        equation(db, &self.0, today).await
    }
}

impl Stored {
    /// Where people come from, in order: each list, then the rule.
    pub fn sources(&self) -> Vec<(Option<i64>, Rule)> {
        let lists = self.lists.iter().map(|id| (Some(*id), Rule::condition(Field::List, Op::Is, id.to_string())));
        lists.chain(self.rule.clone().map(|rule| (None, rule))).collect()
    }

    /// The condition on people of the sources: those in the roles that are addressed, who prefer what is addressed.
    pub fn addressed(&self) -> String {
        let mut wanted = vec!["1 = 1".to_owned()];
        if self.roles != 0 {
            wanted.push(format!("(p.roles & {}) <> 0", self.roles));
        }
        if self.prefers != 0 {
            let channels = Reach::ALL.into_iter().filter(|reach| self.prefers & reach.bit() != 0).map(Reach::as_str);
            let none = (self.prefers & PREFERS_NONE != 0).then_some("");
            let channels: Vec<String> = channels.chain(none).map(|code| format!("'{code}'")).collect();
            wanted.push(format!("p.best_channel IN ({})", channels.join(", ")));
        }
        wanted.join(" AND ")
    }

    /// The column of a person that the activity is addressed to.
    pub fn address(&self) -> &'static str {
        column(self.kind.reach())
    }

    /// The column of a person that says they want nothing by this kind of activity.
    pub fn wish(&self) -> &'static str {
        match self.kind.reach() {
            Some(Reach::Email) => "do_not_email",
            Some(Reach::Post) => "do_not_post",
            Some(Reach::Message) => "do_not_message",
            Some(Reach::Phone | Reach::Fax) | None => "do_not_call",
        }
    }

    /// The terms behind the address as `WHEN` branches over `p`, in the order of the dictionary.
    pub fn later_terms(&self, db: &impl ConnectionTrait, today: NaiveDate, params: &mut Params) -> String {
        let mut branches = format!("WHEN p.{} THEN 3", self.wish());
        if self.needs_consent {
            branches.push_str(" WHEN p.consent_day IS NULL THEN 4");
        }
        if let Some(since) = u64::try_from(self.skip_days)
            .ok()
            .filter(|n| *n > 0)
            .and_then(|n| today.checked_sub_days(chrono::Days::new(n)))
        {
            branches.push_str(&format!(" WHEN p.last_contact_day > {} THEN 5", params.add(since)));
        }
        // A suppression list holds people, and addresses, domains and numbers of people who may not be here yet.
        let domain = sql::from_at(db.get_database_backend(), "p.email");
        branches.push_str(&format!(" WHEN p.id IN (SELECT s.person_id FROM list_member s JOIN people_list l ON l.id = s.list_id WHERE l.kind = 'suppression')
            OR p.email IN (SELECT value FROM list_address) OR p.phone IN (SELECT value FROM list_address) OR {domain} IN (SELECT value FROM list_address) THEN 6"));
        branches
    }

    /// The days on which its pieces may fall: its own, else those of its campaign.
    pub fn range(&self, campaign: &super::Record) -> Option<(NaiveDate, NaiveDate)> {
        self.first_day.or(campaign.first_day).zip(self.last_day.or(campaign.last_day))
    }

    /// Whose the pieces are while nobody took them.
    pub fn in_charge(&self, campaign: &super::Record) -> i64 {
        self.owner.unwrap_or(campaign.owner_id)
    }
}

/// The column of a person `p` that holds the address of a channel.
fn column(reach: Option<Reach>) -> &'static str {
    match reach {
        Some(Reach::Email) => "p.email",
        Some(Reach::Post) => "p.post",
        Some(Reach::Fax) => "p.fax",
        Some(Reach::Phone | Reach::Message) | None => "p.phone",
    }
}

/// The people of all sources with the term by which each leaves, as the text of a query; nothing without sources.
pub(super) async fn terms(
    db: &impl ConnectionTrait,
    stored: &Stored,
    today: NaiveDate,
    params: &mut Params,
) -> Result<Option<String>> {
    let all = terms_of_all(db, stored, today, params).await?;
    let (other, rank) = (Term::SameAccount.code(), rank("q"));
    let first = |text: String| {
        format!(
            "SELECT id, owner_id, CASE WHEN term = 0 AND account_id IS NOT NULL AND ROW_NUMBER() OVER (PARTITION BY account_id, term ORDER BY {rank}, id) > 1
                THEN {other} ELSE term END AS term FROM ({text}) q"
        )
    };
    Ok(if stored.one_each { all.map(first) } else { all })
}

/// The same before all but one at each organisation leave.
async fn terms_of_all(
    db: &impl ConnectionTrait,
    stored: &Stored,
    today: NaiveDate,
    params: &mut Params,
) -> Result<Option<String>> {
    let sources = stored.sources();
    if sources.is_empty() || !stored.kind.has_audience() || stored.after.is_some() {
        return Ok(None);
    }
    let union = Rule::Group { mode: Mode::Any, of: sources.into_iter().map(|(_, rule)| rule).collect() };
    let checked = rules::check(db, &union).await?;
    let later = stored.later_terms(db, today, params);
    let condition = checked.condition(params);
    let (address, addressed) = (stored.address(), stored.addressed());
    Ok(Some(format!(
        "SELECT id, owner_id, account_id, roles, CASE WHEN address IS NOT NULL AND place > 1 THEN 1 WHEN address IS NULL THEN 2 {later} ELSE 0 END AS term
            FROM (SELECT p.id, {address} AS address, p.do_not_call, p.do_not_email, p.do_not_post, p.do_not_message, p.consent_day, p.last_contact_day, p.owner_id, p.account_id, p.roles, p.email, p.phone,
                  ROW_NUMBER() OVER (PARTITION BY {address} ORDER BY p.id) AS place
                  FROM live_person p WHERE ({condition}) AND {addressed}) p"
    )))
}

/// Who of the people `of` at an organisation is addressed first, as an expression; the smaller goes first.
pub(super) fn rank(of: &str) -> String {
    let mut branches = String::new();
    for (place, role) in JobRole::FIRST.into_iter().enumerate() {
        branches.push_str(&format!(" WHEN ({of}.roles & {}) <> 0 THEN {place}", role.bit()));
    }
    format!("CASE{branches} ELSE {} END", JobRole::FIRST.len())
}

/// The equation as it stands now, in one statement for the people and one a source for the memberships. A follow-up has
/// none before its people are known.
pub(crate) async fn equation(db: &impl ConnectionTrait, stored: &Stored, today: NaiveDate) -> Result<Equation> {
    let mut params = Params::default();
    let Some(text) = terms_of_all(db, stored, today, &mut params).await? else {
        return Ok(Equation::from_counts(0, &[]));
    };
    let text =
        format!("SELECT term, COUNT(*), COUNT(account_id) - COUNT(DISTINCT account_id) FROM ({text}) t GROUP BY term");
    let counts: Vec<(i32, i64, i64)> = sql::tuples(db, &text, params.0).await?;
    let mut by_term: Vec<(i64, i64)> = Vec::new();
    for (term, people, others) in counts {
        // Of those who can be contacted, all but one at each organisation leave: counted, for nobody is named here.
        let others = if stored.one_each && term == 0 { others } else { 0 };
        by_term.extend([(term.into(), people - others), (Term::SameAccount.code(), others)]);
    }
    let mut memberships = 0;
    for (_, rule) in stored.sources() {
        let checked = rules::check(db, &rule).await?;
        let mut params = Params::default();
        let condition = checked.condition(&mut params);
        let text = format!("SELECT COUNT(*) FROM live_person p WHERE ({condition}) AND {}", stored.addressed());
        memberships += sql::scalar::<i64>(db, &text, params.0).await?;
    }
    Ok(Equation::from_counts(memberships, &by_term))
}

/// Distinct people whom the activities of a campaign reach that nothing goes before: whoever is on several counts once.
pub(super) async fn reachable(db: &impl ConnectionTrait, campaign: i64, today: NaiveDate) -> Result<i64> {
    let mut params = Params::default();
    let mut parts = Vec::new();
    for stored in all(db, campaign).await? {
        parts.extend(terms(db, &stored, today, &mut params).await?.map(|text| {
            let n = parts.len();
            format!("SELECT a{n}.id FROM ({text}) a{n} WHERE a{n}.term = 0")
        }));
    }
    if parts.is_empty() {
        return Ok(0);
    }
    let text = format!("SELECT COUNT(*) FROM ({}) reached", parts.join(" UNION "));
    sql::scalar(db, &text, params.0).await
}

/// The channels that people of an activity prefer and can be reached by.
pub(super) async fn preferred(db: &impl ConnectionTrait, stored: &Stored) -> Result<Vec<Reach>> {
    let sources = stored.sources();
    if stored.after.is_some() || sources.is_empty() {
        return Ok(Vec::new());
    }
    let union = Rule::Group { mode: Mode::Any, of: sources.into_iter().map(|(_, rule)| rule).collect() };
    let mut params = Params::default();
    let condition = rules::check(db, &union).await?.condition(&mut params);
    let by = |reach: Reach| format!("(p.best_channel = '{}' AND {} IS NOT NULL)", reach.as_str(), column(Some(reach)));
    let reachable = Reach::ALL.map(by).join(" OR ");
    let text = format!(
        "SELECT DISTINCT p.best_channel FROM live_person p WHERE ({reachable}) AND ({condition}) AND {}",
        stored.addressed()
    );
    let found: Vec<String> = sql::column(db, &text, params.0).await?;
    Ok(Reach::ALL.into_iter().filter(|reach| found.iter().any(|code| code == reach.as_str())).collect())
}

/// How many of those who will be contacted belong to each owner; 0 stands for nobody.
pub(crate) async fn by_owner(db: &impl ConnectionTrait, stored: &Stored, today: NaiveDate) -> Result<Vec<(i64, i64)>> {
    let mut params = Params::default();
    let Some(text) = terms(db, stored, today, &mut params).await? else { return Ok(Vec::new()) };
    let text = format!(
        "SELECT COALESCE(u.id, 0), COUNT(*) FROM ({text}) t LEFT JOIN app_user u ON u.id = t.owner_id AND {WORKS} WHERE t.term = 0 GROUP BY COALESCE(u.id, 0) ORDER BY 1"
    );
    sql::tuples(db, &text, params.0).await
}

/// The condition on a user (`u`) who can be given work.
pub(crate) const WORKS: &str = "u.active AND u.role NOT IN ('analyst', 'viewer')";
