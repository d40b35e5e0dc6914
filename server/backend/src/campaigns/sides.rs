//! Two people at one activity: what is stored now where it differs from what one of them typed.

use super::audience::Stored as Activity;
use crate::{Result, params, sql, sql::Params};
use domain::{
    activity::Sharing,
    campaign::{Draft, DraftInput},
    conflict::{Differing, Stored},
    rule::Rule,
};
use sea_orm::ConnectionTrait;

/// The fields in which the stored activity differs from the draft, in the order of the form. What has many parts is told by
/// their names, or by how many they are.
pub(super) async fn differing(
    db: &impl ConnectionTrait,
    input: &DraftInput,
    draft: &Draft,
    stored: &Activity,
) -> Result<Vec<Differing>> {
    let mut differing = Vec::new();
    let mut side = |field: &str, differs: bool, now: Stored| {
        if differs {
            differing.push(Differing { field: field.to_owned(), now });
        }
    };
    let word = |group: &str, code: &str| Stored::Word(group.to_owned(), code.to_owned());
    let number = |n: i64| if n == 0 { Stored::Text(String::new()) } else { Stored::Count(n) };
    let sellers: Vec<i64> = stored.sellers.iter().map(|s| s.id).collect();
    let shares: Vec<i64> = stored.sellers.iter().map(|s| s.share).collect();
    let text = "SELECT article, quantity_milli, price_minor FROM cost_line WHERE activity_id = $1 AND deleted_ms IS NULL AND currency = (SELECT currency FROM workspace WHERE id = 1) ORDER BY position";
    let costs: Vec<(String, i64, i64)> = sql::tuples(db, text, params![stored.activity]).await?;
    let typed: Vec<_> = draft.costs.iter().map(|c| (c.article.clone(), c.quantity_milli, c.price_minor)).collect();
    let text = "SELECT figure, value FROM activity_target WHERE activity_id = $1";
    let targets = super::draft::read_targets(sql::tuples(db, text, params![stored.activity]).await?);
    let same_targets =
        targets.len() == draft.targets.len() && draft.targets.iter().all(|target| targets.contains(target));
    let rule = |rule: Option<&Rule>| rule.filter(|rule| !rule.is_empty()).cloned();
    side("name", draft.name != stored.name, Stored::Text(stored.name.clone()));
    let lists = names(db, "people_list", &stored.lists).await?;
    side("lists", input.lists != stored.lists, Stored::Text(lists));
    let conditions = stored.rule.as_ref().map_or(0, Rule::conditions);
    let conditions = i64::try_from(conditions).unwrap_or(i64::MAX);
    side("rule", rule(input.rule.as_ref()) != rule(stored.rule.as_ref()), number(conditions));
    side("roles", draft.roles != stored.roles, number(i64::from(stored.roles.count_ones())));
    side("prefers", draft.prefers != stored.prefers, number(i64::from(stored.prefers.count_ones())));
    side("one_each", input.one_each != stored.one_each, Stored::YesNo(stored.one_each));
    side("kind", draft.kind != stored.kind, word("activity", stored.kind.as_str()));
    side("subject", draft.subject != stored.subject, Stored::Text(stored.subject.clone()));
    side("script", draft.script != stored.script, Stored::Text(stored.script.clone()));
    side("after", draft.after != stored.after, number(stored.after.map_or(0, |(_, days, _)| days)));
    side("skip_days", draft.skip_days != stored.skip_days, number(stored.skip_days));
    side("needs_consent", input.needs_consent != stored.needs_consent, Stored::YesNo(stored.needs_consent));
    let expected = stored.expected_bp.map(|bp| domain::decimal::write(bp, 2)).unwrap_or_default();
    side("expected", draft.expected_bp != stored.expected_bp, Stored::Text(expected));
    side("priority", input.priority != stored.priority, word("priority", stored.priority.as_str()));
    side("first_day", draft.first_day != stored.first_day, Stored::Day(stored.first_day));
    side("last_day", draft.last_day != stored.last_day, Stored::Day(stored.last_day));
    side("minutes", draft.minutes != stored.minutes, number(stored.minutes));
    side("sharing", input.sharing != stored.sharing, word("sharing", stored.sharing.as_str()));
    let shared = names(db, "app_user", &sellers).await?;
    // Shares by free time are those of the last launch, not anybody's word.
    let other_shares = input.sharing == Sharing::Split && draft.shares != shares;
    side("sellers", input.sellers != sellers || other_shares, Stored::Text(shared));
    let owner = names(db, "app_user", &stored.owner.into_iter().collect::<Vec<_>>()).await?;
    side("owner", input.owner != stored.owner, Stored::Text(owner));
    side("costs", typed != costs, number(i64::try_from(costs.len()).unwrap_or(0)));
    side("targets", !same_targets, number(i64::try_from(targets.len()).unwrap_or(0)));
    Ok(differing)
}

/// The names of records, in the order of their ids.
async fn names(db: &impl ConnectionTrait, table: &str, ids: &[i64]) -> Result<String> {
    if ids.is_empty() {
        return Ok(String::new());
    }
    let mut params = Params::default();
    let list = sql::list(&mut params, ids.iter().copied());
    let names: Vec<String> =
        sql::column(db, &format!("SELECT name FROM {table} WHERE id IN ({list}) ORDER BY id"), params.0).await?;
    Ok(names.join(", "))
}
