//! Who may do what: one table of use cases x roles. The server's layer, every use case in `backend` and the buttons of
//! the pages all ask here.

use serde::{Deserialize, Serialize};

/// The seven roles of a workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Administrator,
    MarketingManager,
    Marketer,
    SalesManager,
    Salesperson,
    Analyst,
    Viewer,
}

impl Role {
    pub const ALL: [Role; 7] = [
        Role::Administrator,
        Role::MarketingManager,
        Role::Marketer,
        Role::SalesManager,
        Role::Salesperson,
        Role::Analyst,
        Role::Viewer,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Role::Administrator => "administrator",
            Role::MarketingManager => "marketing_manager",
            Role::Marketer => "marketer",
            Role::SalesManager => "sales_manager",
            Role::Salesperson => "salesperson",
            Role::Analyst => "analyst",
            Role::Viewer => "viewer",
        }
    }

    pub fn parse(text: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.as_str() == text)
    }

    pub fn may(self, case: UseCase) -> bool {
        case.roles().contains(&self)
    }

    /// Whether leads that somebody of the role takes down are theirs.
    pub fn sells(self) -> bool {
        matches!(self, Role::SalesManager | Role::Salesperson)
    }

    /// Whether the role sees only the leads and opportunities that are its own or nobody's.
    pub fn sees_own_sales_only(self) -> bool {
        self == Role::Salesperson
    }
}

use Role::{
    Administrator as Ad, Analyst as An, Marketer as Ma, MarketingManager as MM, SalesManager as SM, Salesperson as Sp,
    Viewer as Vi,
};
const EVERYONE: &[Role] = &[Ad, MM, Ma, SM, Sp, An, Vi];
const WORKERS: &[Role] = &[Ad, MM, Ma, SM, Sp];
const MARKETING: &[Role] = &[Ad, MM, Ma];
const PLANNERS: &[Role] = &[Ad, MM, Ma, SM, Sp];
const MANAGERS: &[Role] = &[Ad, MM, SM];
const MARKETING_MANAGERS: &[Role] = &[Ad, MM];
const EXPORTERS: &[Role] = &[Ad, MM, Ma, SM, An];
const ADMINISTRATORS: &[Role] = &[Ad];

macro_rules! use_cases {
    ($($(#[$doc:meta])* $name:ident $path:literal $mutates:literal $roles:ident;)*) => {
        /// Everything that can be asked of Levak. `path` is where it is reached below `/api/`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum UseCase { $($(#[$doc])* $name,)* }

        impl UseCase {
            pub const ALL: &'static [UseCase] = &[$(UseCase::$name,)*];

            /// The path below `/api/`.
            pub fn path(self) -> &'static str {
                match self { $(UseCase::$name => $path,)* }
            }

            /// Whether it changes anything; such a request carries a request id and is audited.
            pub fn mutates(self) -> bool {
                match self { $(UseCase::$name => $mutates,)* }
            }

            pub fn roles(self) -> &'static [Role] {
                match self { $(UseCase::$name => $roles,)* }
            }

            pub fn by_path(path: &str) -> Option<UseCase> {
                match path { $($path => Some(UseCase::$name),)* _ => None }
            }
        }
    };
}

use_cases! {
    ProfileSave "profile/save" true EVERYONE;
    UserIndex "users/index" false EVERYONE;
    UserSave "users/save" true ADMINISTRATORS;
    PeoplePage "people/page" false EVERYONE;
    PeopleFilters "people/filters" false EVERYONE;
    PersonView "people/view" false EVERYONE;
    PersonSave "people/save" true WORKERS;
    PeopleExport "people/export" false EXPORTERS;
    ListIndex "lists/index" false EVERYONE;
    ListSave "lists/save" true PLANNERS;
    ListDelete "lists/delete" true PLANNERS;
    ListView "lists/view" false EVERYONE;
    ListChange "lists/change" true PLANNERS;
    ListCopy "lists/copy" true PLANNERS;
    ListMember "lists/member" true PLANNERS;
    ListAddresses "lists/addresses" true PLANNERS;
    ImportIndex "imports/index" false WORKERS;
    ImportView "imports/view" false WORKERS;
    ImportUpload "imports/upload" true WORKERS;
    ImportCheck "imports/check" true WORKERS;
    ImportStart "imports/start" true WORKERS;
    ImportStop "imports/stop" true WORKERS;
    ImportUndo "imports/undo" true WORKERS;
    ImportRejects "imports/rejects" false WORKERS;
    CampaignIndex "campaigns/index" false EVERYONE;
    ViewSave "campaigns/view-save" true EVERYONE;
    ViewDelete "campaigns/view-delete" true EVERYONE;
    CampaignView "campaigns/view" false EVERYONE;
    CampaignRows "campaigns/rows" false EVERYONE;
    CampaignParts "campaigns/parts" false EVERYONE;
    CampaignBehind "campaigns/behind" false EVERYONE;
    EventView "campaigns/event" false EVERYONE;
    ClosingView "closings/view" false EVERYONE;
    ClosingSave "closings/save" true MARKETING;
    ComparisonView "comparisons/view" false EVERYONE;
    CampaignExpected "campaigns/expected" false EVERYONE;
    ReferenceView "references/view" false EVERYONE;
    ReferencePool "references/pool" false MARKETING_MANAGERS;
    ReferenceSave "references/save" true MARKETING_MANAGERS;
    StepFunnel "campaigns/steps" false EVERYONE;
    StepRecord "campaigns/step-record" true PLANNERS;
    ActivityCopy "campaigns/activity-copy" true PLANNERS;
    ActivitySplit "campaigns/activity-split" true PLANNERS;
    CampaignFinish "campaigns/finish" true MARKETING;
    PlanView "campaigns/plan" false EVERYONE;
    PlanSave "campaigns/plan-save" true PLANNERS;
    PlanWiden "campaigns/widen" true PLANNERS;
    CampaignCopy "campaigns/copy" true PLANNERS;
    LinkAdd "campaigns/link-add" true PLANNERS;
    LinkRemove "campaigns/link-remove" true PLANNERS;
    ActivityView "campaigns/activity" false PLANNERS;
    ActivityDelete "campaigns/activity-delete" true PLANNERS;
    LaunchView "campaigns/launch-view" false PLANNERS;
    WorkView "campaigns/work" false WORKERS;
    WorkExport "campaigns/work-export" false WORKERS;
    WorkSent "campaigns/work-sent" true WORKERS;
    ResponseIndex "responses/index" false EVERYONE;
    ResponseRecord "responses/record" true WORKERS;
    ResponseMatch "responses/match" true WORKERS;
    TaskSave "tasks/save" true WORKERS;
    TaskDone "tasks/done" true WORKERS;
    TaskReopen "tasks/reopen" true WORKERS;
    TaskTime "tasks/time" true WORKERS;
    TaskDelete "tasks/delete" true WORKERS;
    NoteAdd "notes/add" true WORKERS;
    NoteDelete "notes/delete" true WORKERS;
    MentionSeen "notes/seen" true WORKERS;
    AccountView "accounts/view" false EVERYONE;
    AccountSave "accounts/save" true WORKERS;
    HandoverView "handover/view" false MANAGERS;
    HandoverStart "handover/start" true MANAGERS;
    AttributesView "attributes/view" false EVERYONE;
    AttributesSave "attributes/save" true WORKERS;
    CatalogIndex "catalogs/index" false EVERYONE;
    CatalogSave "catalogs/save" true ADMINISTRATORS;
    CatalogDelete "catalogs/delete" true ADMINISTRATORS;
    WorkspaceView "workspace/view" false ADMINISTRATORS;
    WorkspaceSave "workspace/save" true ADMINISTRATORS;
    GuideView "guide/view" false EVERYONE;
    QueueTake "today/take" true WORKERS;
    LeadTake "leads/take" true WORKERS;
    LeadAssign "leads/assign" true WORKERS;
    OpportunityAdd "opportunities/add" true WORKERS;
    DraftView "campaigns/draft" false PLANNERS;
    DraftSave "campaigns/draft-save" true PLANNERS;
    DraftDelete "campaigns/draft-delete" true PLANNERS;
    CampaignLaunch "campaigns/launch" true PLANNERS;
    LaunchUndo "campaigns/launch-undo" true PLANNERS;
    FileIndex "files/view" false EVERYONE;
    FileAsked "files/asked" false EVERYONE;
    FileUpload "files/upload" true WORKERS;
    FileRemove "files/remove" true WORKERS;
    FileRestore "files/restore" true WORKERS;
    FileAsk "files/ask" true WORKERS;
    FileWithdraw "files/withdraw" true WORKERS;
    FileAnswer "files/answer" true WORKERS;
    CostSheet "costs/sheet" false EVERYONE;
    CostSave "costs/save" true MARKETING;
    CostReopen "costs/reopen" true MARKETING_MANAGERS;
    RateIndex "rates/index" false EVERYONE;
    RateSave "rates/save" true MARKETING;
    RateDelete "rates/delete" true MARKETING;
    BudgetIndex "budgets/index" false EVERYONE;
    BudgetView "budgets/view" false EVERYONE;
    BudgetSave "budgets/save" true MARKETING_MANAGERS;
    BudgetDelete "budgets/delete" true MARKETING_MANAGERS;
    MethodsView "methods/view" false EVERYONE;
    MethodsSave "methods/save" true MARKETING_MANAGERS;
    EstimateSave "methods/estimate" true MARKETING_MANAGERS;
    EstimateRemove "methods/estimate-remove" true MARKETING_MANAGERS;
    MethodChoose "methods/choose" true MARKETING_MANAGERS;
    PeriodPlanIndex "period-plans/index" false EVERYONE;
    PeriodPlanView "period-plans/view" false EVERYONE;
    PeriodPlanRows "period-plans/rows" false EVERYONE;
    PeriodPlanSave "period-plans/save" true MARKETING;
    PeriodPlanDelete "period-plans/delete" true MARKETING;
    BackPlanView "backplan/view" false EVERYONE;
    BackPlanDraft "backplan/draft" true PLANNERS;
    ApprovalAsk "approvals/ask" true PLANNERS;
    ApprovalWithdraw "approvals/withdraw" true PLANNERS;
    ApprovalDecide "approvals/decide" true PLANNERS;
    ApprovalComment "approvals/comment" true PLANNERS;
    ApprovalIndex "approvals/index" false EVERYONE;
    ApprovalView "approvals/view" false EVERYONE;
    ApprovalRules "approvals/rules" false MANAGERS;
    ApprovalRulesSave "approvals/rules-save" true ADMINISTRATORS;
    BaselineView "approvals/baselines" false EVERYONE;
    StageRecord "campaigns/stage-record" true WORKERS;
    TodayView "today/view" false WORKERS;
    TouchView "today/touch" false WORKERS;
    TouchRecord "today/record" true WORKERS;
    TouchReopen "today/reopen" true WORKERS;
    LeadIndex "leads/index" false EVERYONE;
    LeadView "leads/view" false EVERYONE;
    LeadQualify "leads/qualify" true WORKERS;
    LeadDisqualify "leads/disqualify" true WORKERS;
    LeadScore "leads/score" false EVERYONE;
    LeadRules "leads/rules" false EVERYONE;
    LeadRuleCount "leads/rule-count" false MANAGERS;
    LeadRuleSave "leads/rule-save" true MANAGERS;
    LeadRuleDelete "leads/rule-delete" true MANAGERS;
    LeadRuleRaise "leads/rule-raise" true MANAGERS;
    LeadShareOut "leads/share-out" true MANAGERS;
    BoardView "opportunities/board" false EVERYONE;
    OpportunityMove "opportunities/move" true WORKERS;
    OpportunitySave "opportunities/save" true WORKERS;
    OpportunityClose "opportunities/close" true WORKERS;
    OpportunityReopen "opportunities/reopen" true WORKERS;
    ChannelView "channels/view" false EVERYONE;
    ChannelRows "channels/rows" false EVERYONE;
    AuditIndex "audit/index" false MANAGERS;
    ProfilePassword "profile/password" true EVERYONE;
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_path_is_named_once_and_found_again() {
        let paths: HashSet<_> = UseCase::ALL.iter().map(|case| case.path()).collect();
        assert_eq!(paths.len(), UseCase::ALL.len());
        for case in UseCase::ALL {
            assert_eq!(UseCase::by_path(case.path()), Some(*case));
        }
    }

    #[test]
    fn a_viewer_and_an_analyst_change_only_what_is_their_own() {
        let own = [UseCase::ProfileSave, UseCase::ProfilePassword, UseCase::ViewSave, UseCase::ViewDelete];
        for case in UseCase::ALL.iter().filter(|case| case.mutates() && !own.contains(case)) {
            assert!(!Role::Viewer.may(*case) && !Role::Analyst.may(*case), "{case:?}");
        }
    }

    #[test]
    fn the_administrator_may_do_everything() {
        assert!(UseCase::ALL.iter().all(|case| Role::Administrator.may(*case)));
    }
}
