//! One valid sample of every use case. The match is exhaustive, so a use case without one does not compile.

use crate::records::World;
use domain::rights::UseCase;
use serde_json::{Value, json};

/// Arguments with which the use case succeeds, once, for somebody who has the right.
pub fn sample(case: UseCase, w: &World) -> Value {
    let everyone = json!({ "mode": "all", "of": [] });
    let overview = json!({ "status": null, "templates": false, "search": "", "kind": null, "owner": null, "sort": "roi", "turned": false });
    let request = case.path();
    let draft = |id: Value, version: i64| json!({ "id": id, "version": version, "name": "D", "kind": "call", "rule": everyone, "script": "", "first_day": "2026-12-01", "last_day": "2026-12-11", "minutes": "", "skip_days": "", "needs_consent": false, "sellers": [w.user] });
    match case {
        UseCase::ProfilePassword => json!({ "request": request, "now": "a river in may", "new": "a lake in june" }),
        UseCase::ProfileSave => json!({ "request": request, "language": "en", "theme": "system" }),
        UseCase::UserIndex
        | UseCase::ListIndex
        | UseCase::ImportIndex
        | UseCase::TodayView
        | UseCase::WorkspaceView
        | UseCase::GuideView
        | UseCase::ChannelView
        | UseCase::PeopleFilters => json!({}),
        UseCase::UserSave => {
            json!({ "request": request, "user": { "id": null, "version": 0, "name": "N", "email": "n@levak.example", "role": "viewer", "active": true, "password": "a river in may" } })
        }
        UseCase::PeoplePage => json!({ "rule": everyone, "search": "", "columns": "", "after": null }),
        UseCase::BoardView => json!({ "pipeline": null }),
        UseCase::PersonView => json!({ "id": w.person, "show": "all", "limit": 50 }),
        UseCase::PersonSave => {
            json!({ "request": request, "person": { "id": null, "version": 0, "name": "P", "account": "", "place": "", "email": "", "phone": "", "do_not_call": false, "do_not_email": false } })
        }
        UseCase::ListSave => {
            json!({ "request": request, "list": { "name": "A list", "kind": "static", "rule": everyone } })
        }
        UseCase::ListDelete => json!({ "request": request, "id": w.list, "version": 1 }),
        UseCase::ListView => json!({ "id": w.office.list }),
        UseCase::ListChange => {
            json!({ "request": request, "list": { "id": w.office.list, "version": 1, "name": "Blocked", "source": "", "cost": "", "locked": false } })
        }
        UseCase::ListCopy => json!({ "request": request, "id": w.office.list, "name": "Copied" }),
        UseCase::ListMember => json!({ "request": request, "id": w.office.list, "person": w.person, "on": true }),
        // Behind the change above.
        UseCase::ListAddresses => {
            json!({ "request": request, "id": w.office.list, "version": 2, "addresses": "@levak.example" })
        }
        UseCase::ImportView => json!({ "id": w.done.0 }),
        UseCase::ImportCheck => {
            json!({ "request": request, "mapping": { "id": w.mapping.0, "version": w.mapping.1, "options": { "encoding": "utf-8", "separator": ",", "dates": "year_month_day", "decimal": "point", "existing": "fill_empty", "source": "s", "create_users": false, "list": "" }, "targets": ["external", "name"] } })
        }
        UseCase::ImportStart => {
            json!({ "request": request, "id": w.checked.0, "version": w.checked.1, "create_users": false })
        }
        UseCase::ImportStop => json!({ "request": request, "id": w.checking }),
        UseCase::ImportUndo => json!({ "request": request, "id": w.done.0, "version": w.done.1 }),
        UseCase::CampaignIndex => json!({ "query": overview }),
        UseCase::ViewSave => json!({ "request": request, "name": "Mine", "query": overview }),
        UseCase::ViewDelete => json!({ "request": request, "id": w.office.view }),
        UseCase::StepFunnel => json!({ "kind": null }),
        UseCase::StepRecord => {
            json!({ "request": request, "campaign": w.full.id, "step": w.full.step, "reached": true })
        }
        UseCase::ActivityCopy => json!({ "request": request, "activity": w.full.queue }),
        UseCase::ActivitySplit => json!({ "request": request, "activity": w.parted.0, "version": w.parted.1 }),
        UseCase::AttributesView => json!({ "subject": "lead", "id": w.leads[0] }),
        UseCase::AttributesSave => {
            json!({ "request": request, "attributes": { "subject": "lead", "id": w.leads[2], "version": 2, "values": [] } })
        }
        UseCase::OpportunityReopen => json!({ "request": request, "id": w.closed.0, "version": w.closed.1 }),
        UseCase::CampaignView => json!({ "id": w.running }),
        UseCase::CampaignRows => json!({ "id": w.running, "of": "figure:new_leads", "after": null }),
        UseCase::CampaignParts => json!({ "id": w.running, "by": "list" }),
        UseCase::CampaignExpected => json!({ "id": w.draft.0 }),
        UseCase::CampaignBehind => json!({ "id": w.finished, "stage": w.norm_stage }),
        UseCase::ReferenceView => json!({ "kind": null }),
        UseCase::ReferencePool => json!({ "kind": w.kind, "campaigns": [w.finished] }),
        UseCase::ReferenceSave => {
            json!({ "request": request, "reference": { "kind": w.kind, "base": 1, "valid_from": "2031-07-01", "stages": [{ "stage": w.norm_stage, "step": "30 %", "days": "10", "cost": "" }] } })
        }
        UseCase::PlanView | UseCase::LaunchView => json!({ "id": w.full.id }),
        UseCase::PlanSave => {
            json!({ "request": request, "plan": { "id": null, "version": 0, "name": "P", "goal": "", "kind": null, "line": null, "owner": null, "first_day": "", "last_day": "", "targets": [] } })
        }
        UseCase::PlanWiden => json!({ "request": request, "id": w.wide.0, "version": w.wide.1 }),
        UseCase::CampaignCopy => {
            json!({ "request": request, "copy": { "id": w.running, "name": "Copy", "first_day": "2027-01-11", "template": false } })
        }
        UseCase::LinkAdd => {
            json!({ "request": request, "link": { "campaign": w.full.id, "kind": "literature", "name": "Flyer", "url": "https://levak.example/", "other": null } })
        }
        UseCase::LinkRemove => json!({ "request": request, "id": w.full.link }),
        UseCase::ActivityView => json!({ "id": w.full.doomed.0 }),
        UseCase::ActivityDelete => json!({ "request": request, "id": w.full.doomed.0, "version": w.full.doomed.1 }),
        UseCase::WorkView => json!({ "activity": w.full.emails }),
        UseCase::WorkSent => json!({ "request": request, "activity": w.full.emails }),
        UseCase::ResponseIndex => json!({ "campaign": w.full.id, "unknown": false, "after": null }),
        UseCase::ResponseRecord => {
            json!({ "request": request, "response": { "campaign": w.full.id, "activity": null, "person": w.person, "name": "", "contact": "", "channel": "", "outcome": "interested", "day": "", "note": "", "make_lead": true } })
        }
        UseCase::ResponseMatch => json!({ "request": request, "id": w.full.unknown, "version": 1, "person": null }),
        UseCase::TaskSave => {
            json!({ "request": request, "task": { "id": null, "version": 0, "campaign": null, "person": null, "title": "T", "milestone": false, "owner": null, "start": "", "due": "2026-12-01", "minutes": "", "after": null, "note": "" } })
        }
        UseCase::TaskDone => json!({ "request": request, "id": w.office.tasks[0], "version": 1, "minutes": "5" }),
        UseCase::TaskReopen => json!({ "request": request, "id": w.office.done, "version": 2 }),
        UseCase::TaskTime => json!({ "request": request, "id": w.office.tasks[1], "version": 1, "minutes": "5" }),
        UseCase::TaskDelete => json!({ "request": request, "id": w.office.tasks[2], "version": 1 }),
        UseCase::NoteAdd => json!({ "request": request, "on": { "person": w.person }, "text": "A note" }),
        UseCase::NoteDelete => json!({ "request": request, "id": w.office.note }),
        UseCase::MentionSeen => json!({ "request": request, "id": w.office.mention }),
        UseCase::AccountView => json!({ "id": w.office.account, "show": "all", "limit": 50 }),
        UseCase::AccountSave => {
            json!({ "request": request, "account": { "id": w.office.account, "version": 1, "name": "Hotel Park" } })
        }
        UseCase::HandoverView => json!({ "from": w.user }),
        UseCase::HandoverStart => {
            json!({ "request": request, "handover": { "from": w.user, "heirs": [w.office.heir], "what": ["tasks"], "first_day": "", "last_day": "" } })
        }
        UseCase::CatalogIndex => json!({ "catalog": "kind" }),
        UseCase::CatalogSave => {
            json!({ "request": request, "item": { "catalog": "team", "id": null, "version": 0, "name": "North", "active": true, "kind": null, "stages": [] } })
        }
        UseCase::CatalogDelete => json!({ "request": request, "catalog": "team", "id": w.office.item }),
        UseCase::WorkspaceSave => {
            json!({ "request": request, "workspace": { "version": 1, "name": "W", "language": "en", "time_zone": "Europe/Belgrade", "working_days": 31, "lead_days": "2" } })
        }
        UseCase::QueueTake => json!({ "request": request, "activity": w.full.queue, "count": 3 }),
        UseCase::LeadTake => json!({ "request": request, "id": w.office.lead, "version": 1 }),
        UseCase::LeadAssign => json!({ "request": request, "id": w.leads[5], "version": 1, "owner": w.user }),
        UseCase::OpportunityAdd => {
            json!({ "request": request, "opportunity": { "person": w.person, "pipeline": null, "title": "Deal", "amount": "", "close_day": "" } })
        }
        UseCase::CampaignFinish => json!({ "request": request, "id": w.to_finish.0, "version": w.to_finish.1 }),
        UseCase::DraftView => json!({ "id": w.draft.0 }),
        UseCase::DraftSave => json!({ "request": request, "draft": draft(Value::Null, 0) }),
        UseCase::DraftDelete => json!({ "request": request, "id": w.doomed_draft.0, "version": w.doomed_draft.1 }),
        UseCase::CampaignLaunch => json!({ "request": request, "id": w.draft.0, "version": w.draft.1 }),
        UseCase::LaunchUndo => json!({ "request": request, "id": w.to_undo.0, "version": w.to_undo.1 }),
        UseCase::CostSheet => json!({ "campaign": w.money.campaign }),
        UseCase::CostSave => {
            let line = json!({ "article": "Gifts", "price": "5" });
            json!({ "request": request, "lines": { "campaign": w.money.campaign, "edits": [{ "put": { "id": null, "line": line } }] } })
        }
        UseCase::CostReopen => {
            json!({ "request": request, "id": w.money.closed.0, "version": w.money.closed.1, "reason": "Another invoice" })
        }
        UseCase::RateIndex | UseCase::ApprovalIndex | UseCase::ApprovalRules => json!({}),
        UseCase::RateSave => {
            json!({ "request": request, "rates": [{ "currency": "USD", "day": "2026-07-01", "foreign": "1", "home": "0.9" }] })
        }
        UseCase::RateDelete => json!({ "request": request, "currency": "RSD", "day": "2026-07-01" }),
        UseCase::BudgetIndex => json!({ "year": 2026 }),
        UseCase::BudgetView => json!({ "id": w.money.budget }),
        UseCase::BudgetSave => {
            json!({ "request": request, "budget": { "name": "Q1", "first": "2027-01-01", "last": "2027-03-31", "limit": "10" } })
        }
        UseCase::FileIndex => json!({ "campaign": w.running }),
        UseCase::FileAsked => json!({}),
        UseCase::FileRemove => json!({ "request": request, "id": w.files.doomed, "version": 2 }),
        UseCase::FileRestore => json!({ "request": request, "id": w.files.removed, "version": 3 }),
        UseCase::FileAsk => {
            json!({ "request": request, "agreement": { "version": w.files.version, "people": [w.office.heir] } })
        }
        UseCase::FileWithdraw => json!({ "request": request, "id": w.files.asked[0], "version": 1 }),
        UseCase::FileAnswer => {
            json!({ "request": request, "id": w.files.asked[1], "version": 1, "answer": { "agree": true } })
        }
        UseCase::EventView => json!({ "id": w.event }),
        UseCase::ClosingView => json!({ "campaign": w.finished }),
        UseCase::ClosingSave => {
            json!({ "request": request, "closing": { "campaign": w.finished, "version": 0, "decision": "stop", "reason": "Too dear" } })
        }
        UseCase::ComparisonView => json!({ "of": { "like": w.finished } }),
        UseCase::PeriodPlanIndex => json!({ "year": 2026 }),
        UseCase::PeriodPlanView => json!({ "id": w.money.plan }),
        UseCase::PeriodPlanRows => json!({ "id": w.money.plan, "of": "cost", "after": null }),
        UseCase::PeriodPlanSave => {
            json!({ "request": request, "plan": { "name": "2027", "first": "2027-01-01", "last": "2027-12-31", "campaigns": [w.money.campaign] } })
        }
        UseCase::PeriodPlanDelete => json!({ "request": request, "id": w.money.doomed_plan, "version": 1 }),
        UseCase::MethodsView => json!({ "year": 2027 }),
        UseCase::MethodsSave => {
            json!({ "request": request, "inputs": { "year": 2027, "version": 0, "inputs": [["revenue", "1000"]] } })
        }
        UseCase::EstimateSave => {
            json!({ "request": request, "estimate": { "year": 2027, "competitor": w.competitor, "amount": "5", "source": "S" } })
        }
        UseCase::EstimateRemove => json!({ "request": request, "id": w.estimate }),
        UseCase::MethodChoose => {
            json!({ "request": request, "choice": { "year": 2028, "version": 1, "method": "revenue", "reason": "R" } })
        }
        UseCase::BackPlanView => json!({ "goal": { "goal": "1000" } }),
        UseCase::BackPlanDraft => {
            json!({ "request": request, "goal": { "kind": w.kind, "goal": "1000", "deal": "100", "name": "Back" } })
        }
        UseCase::BudgetDelete => json!({ "request": request, "id": w.money.doomed_budget, "version": 1 }),
        UseCase::ApprovalAsk => {
            json!({ "request": request, "ask": { "of": { "campaign": w.money.to_ask.0 }, "version": w.money.to_ask.1 } })
        }
        UseCase::ApprovalWithdraw => json!({ "request": request, "id": w.money.to_withdraw, "version": 1 }),
        UseCase::ApprovalDecide => {
            json!({ "request": request, "decision": { "id": w.money.to_decide, "version": 1, "approve": true } })
        }
        UseCase::ApprovalComment => {
            json!({ "request": request, "id": w.money.to_comment, "comment": { "text": "Fine" } })
        }
        UseCase::ApprovalView => json!({ "id": w.money.to_comment }),
        UseCase::ApprovalRulesSave => {
            json!({ "request": request, "rules": { "version": 1, "required": false, "again": "10", "limits": [] } })
        }
        UseCase::BaselineView => json!({ "campaign": w.money.campaign }),
        UseCase::StageRecord => {
            json!({ "request": request, "id": w.stage_campaign, "fact": "invited", "people": [w.person] })
        }
        UseCase::TouchView => json!({ "id": w.touches[0] }),
        UseCase::TouchRecord => {
            json!({ "request": request, "result": { "id": w.touches[0], "version": 1, "outcome": "no_answer", "seconds": 0, "note": "", "next_day": null, "make_lead": false } })
        }
        UseCase::TouchReopen => json!({ "request": request, "id": w.reopenable.0, "version": w.reopenable.1 }),
        UseCase::LeadIndex => json!({ "query": { "state": "new", "late": false, "mine": false, "after": null } }),
        UseCase::LeadView => json!({ "id": w.leads[0] }),
        UseCase::LeadQualify => {
            json!({ "request": request, "lead": { "id": w.leads[3], "version": 1, "account": "", "opportunity": false, "title": "", "amount": "" } })
        }
        UseCase::LeadDisqualify => json!({ "request": request, "id": w.leads[4], "version": 1, "reason": w.reason }),
        UseCase::LeadScore => json!({ "id": w.leads[0] }),
        UseCase::LeadRules => json!({}),
        UseCase::LeadRuleCount => json!({ "rule": everyone }),
        UseCase::LeadRuleSave => {
            json!({ "request": request, "rule": { "id": null, "version": 0, "kind": "score", "name": "Near", "rule": { "field": "place", "op": "is", "value": "Niš" }, "points": "10", "taker": "", "active": true } })
        }
        UseCase::LeadRuleDelete => json!({ "request": request, "id": w.office.lead_rules[0], "version": 1 }),
        UseCase::LeadRuleRaise => json!({ "request": request, "id": w.office.lead_rules[1] }),
        UseCase::LeadShareOut => json!({ "request": request }),
        UseCase::OpportunityMove => {
            json!({ "request": request, "id": w.opportunities[0], "version": 1, "stage": w.stage })
        }
        UseCase::OpportunitySave => {
            json!({ "request": request, "opportunity": { "id": w.opportunities[1], "version": 1, "title": "T", "amount": "5", "close_day": "" } })
        }
        UseCase::OpportunityClose => {
            json!({ "request": request, "opportunity": { "id": w.opportunities[2], "version": 1, "close": "won", "amount": "7", "note": "" } })
        }
        UseCase::ChannelRows => json!({ "of": "all_leads:", "after": null }),
        UseCase::AuditIndex => json!({ "before": null }),
        // Files: reached by GET or as a form, with the same table of rights.
        UseCase::PeopleExport
        | UseCase::ImportRejects
        | UseCase::ImportUpload
        | UseCase::WorkExport
        | UseCase::FileUpload => Value::Null,
    }
}
