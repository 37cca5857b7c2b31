CREATE SCHEMA IF NOT EXISTS fire22;

CREATE TABLE fire22.agents (
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    code TEXT NOT NULL,
    status TEXT DEFAULT 'active' NOT NULL,
    commission_rate NUMERIC DEFAULT 0.05 NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    total_volume NUMERIC DEFAULT 0,
    customer_count INTEGER DEFAULT 0,
    PRIMARY KEY (id),
    UNIQUE (code),
    CONSTRAINT agents_status_check CHECK (status IN ('active', 'inactive', 'suspended'))
);

CREATE INDEX idx_agents_code ON fire22.agents (code);

CREATE INDEX idx_agents_status ON fire22.agents (status);

COMMENT ON TABLE fire22.agents IS 'An agent who manages customers and processes their wagers for a commission.';

COMMENT ON COLUMN fire22.agents.id IS 'Identifier of the agent.';

COMMENT ON COLUMN fire22.agents.name IS 'Display name.';

COMMENT ON COLUMN fire22.agents.code IS 'Short agent code, unique.';

COMMENT ON COLUMN fire22.agents.status IS 'State of the agent.';

COMMENT ON COLUMN fire22.agents.commission_rate IS 'Commission as a fraction of volume (0.05 is 5 %).';

COMMENT ON COLUMN fire22.agents.created_at IS 'When the agent was created.';

COMMENT ON COLUMN fire22.agents.updated_at IS 'When the agent last changed.';

COMMENT ON COLUMN fire22.agents.total_volume IS 'Stored sum of the stakes of all wagers, in US dollars.';

COMMENT ON COLUMN fire22.agents.customer_count IS 'Stored number of customers.';

CREATE TABLE fire22.kpi_metrics (
    id TEXT NOT NULL,
    metric_name TEXT NOT NULL,
    metric_value NUMERIC NOT NULL,
    period TEXT NOT NULL,
    period_start TIMESTAMP WITH TIME ZONE NOT NULL,
    period_end TIMESTAMP WITH TIME ZONE NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (metric_name, period, period_start),
    CONSTRAINT kpi_metrics_period_check CHECK (period IN ('daily', 'weekly', 'monthly'))
);

CREATE INDEX idx_kpi_metrics_period ON fire22.kpi_metrics (period);

CREATE INDEX idx_kpi_metrics_period_name ON fire22.kpi_metrics (period, metric_name);

CREATE INDEX idx_kpi_metrics_period_start ON fire22.kpi_metrics (period_start);

COMMENT ON TABLE fire22.kpi_metrics IS 'A stored key figure of the business for one period.';

COMMENT ON COLUMN fire22.kpi_metrics.id IS 'Identifier of the figure.';

COMMENT ON COLUMN fire22.kpi_metrics.metric_name IS 'Name of the figure, for example `handle`.';

COMMENT ON COLUMN fire22.kpi_metrics.metric_value IS 'Value of the figure, in the unit of its name.';

COMMENT ON COLUMN fire22.kpi_metrics.period IS 'Length of the period.';

COMMENT ON COLUMN fire22.kpi_metrics.period_start IS 'Start of the period, included.';

COMMENT ON COLUMN fire22.kpi_metrics.period_end IS 'End of the period, excluded.';

COMMENT ON COLUMN fire22.kpi_metrics.created_at IS 'When the figure was stored.';

CREATE TABLE fire22.weekly_stats (
    id TEXT NOT NULL,
    week_start TIMESTAMP WITH TIME ZONE NOT NULL,
    week_end TIMESTAMP WITH TIME ZONE NOT NULL,
    total_handle NUMERIC DEFAULT 0 NOT NULL,
    total_win NUMERIC DEFAULT 0 NOT NULL,
    total_volume NUMERIC DEFAULT 0 NOT NULL,
    total_bets INTEGER DEFAULT 0 NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (week_start)
);

CREATE INDEX idx_weekly_stats_week_start ON fire22.weekly_stats (week_start);

COMMENT ON TABLE fire22.weekly_stats IS 'Stored totals of one week.';

COMMENT ON COLUMN fire22.weekly_stats.id IS 'Identifier of the week''s totals.';

COMMENT ON COLUMN fire22.weekly_stats.week_start IS 'Start of the week, included; unique.';

COMMENT ON COLUMN fire22.weekly_stats.week_end IS 'End of the week, excluded.';

COMMENT ON COLUMN fire22.weekly_stats.total_handle IS 'Sum of stakes, in US dollars.';

COMMENT ON COLUMN fire22.weekly_stats.total_win IS 'Stakes of decided wagers less what these paid back, in US dollars.';

COMMENT ON COLUMN fire22.weekly_stats.total_volume IS 'Stakes and payouts together, in US dollars.';

COMMENT ON COLUMN fire22.weekly_stats.total_bets IS 'Number of wagers.';

COMMENT ON COLUMN fire22.weekly_stats.created_at IS 'When the totals were stored.';

COMMENT ON COLUMN fire22.weekly_stats.updated_at IS 'When the totals last changed.';

CREATE TABLE fire22.users (
    id TEXT NOT NULL,
    username TEXT NOT NULL,
    email TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    role TEXT NOT NULL,
    status TEXT DEFAULT 'active' NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    last_login TIMESTAMP WITH TIME ZONE,
    agent_id TEXT,
    PRIMARY KEY (id),
    UNIQUE (username),
    UNIQUE (email),
    FOREIGN KEY(agent_id) REFERENCES fire22.agents (id),
    CONSTRAINT users_role_check CHECK (role IN ('admin', 'agent', 'customer')),
    CONSTRAINT users_status_check CHECK (status IN ('active', 'inactive', 'suspended'))
);

CREATE INDEX idx_users_agent_id ON fire22.users (agent_id);

CREATE INDEX idx_users_email ON fire22.users (email);

CREATE INDEX idx_users_role ON fire22.users (role);

CREATE INDEX idx_users_username ON fire22.users (username);

COMMENT ON TABLE fire22.users IS 'A person who signs in to the sportsbook''s back office: an administrator, an agent or a customer.';

COMMENT ON COLUMN fire22.users.id IS 'Identifier of the user.';

COMMENT ON COLUMN fire22.users.username IS 'Sign-in name, unique.';

COMMENT ON COLUMN fire22.users.email IS 'E-mail address, unique.';

COMMENT ON COLUMN fire22.users.password_hash IS 'Hash of the password; never exposed.';

COMMENT ON COLUMN fire22.users.role IS 'What the user may do.';

COMMENT ON COLUMN fire22.users.status IS 'State of the account.';

COMMENT ON COLUMN fire22.users.created_at IS 'When the user was created.';

COMMENT ON COLUMN fire22.users.updated_at IS 'When the user last changed.';

COMMENT ON COLUMN fire22.users.last_login IS 'Last sign-in; null before the first.';

COMMENT ON COLUMN fire22.users.agent_id IS 'The agent the user is assigned to, if any.';

CREATE TABLE fire22.customers (
    id TEXT NOT NULL,
    agent_id TEXT NOT NULL,
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    phone TEXT,
    status TEXT DEFAULT 'active' NOT NULL,
    betting_limit NUMERIC DEFAULT 1000,
    balance NUMERIC DEFAULT 0,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    last_activity TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (id),
    FOREIGN KEY(agent_id) REFERENCES fire22.agents (id),
    UNIQUE (email),
    CONSTRAINT customers_status_check CHECK (status IN ('active', 'inactive', 'suspended'))
);

CREATE INDEX idx_customers_agent_id ON fire22.customers (agent_id);

CREATE INDEX idx_customers_email ON fire22.customers (email);

CREATE INDEX idx_customers_status ON fire22.customers (status);

COMMENT ON TABLE fire22.customers IS 'A bettor, managed by one agent, with a balance and a betting limit.';

COMMENT ON COLUMN fire22.customers.id IS 'Identifier of the customer.';

COMMENT ON COLUMN fire22.customers.agent_id IS 'The agent who manages the customer.';

COMMENT ON COLUMN fire22.customers.name IS 'Full name.';

COMMENT ON COLUMN fire22.customers.email IS 'E-mail address, unique.';

COMMENT ON COLUMN fire22.customers.phone IS 'Telephone number.';

COMMENT ON COLUMN fire22.customers.status IS 'State of the customer''s account.';

COMMENT ON COLUMN fire22.customers.betting_limit IS 'Largest stake allowed for one wager, in US dollars.';

COMMENT ON COLUMN fire22.customers.balance IS 'Money available for wagers, in US dollars.';

COMMENT ON COLUMN fire22.customers.created_at IS 'When the customer was created.';

COMMENT ON COLUMN fire22.customers.updated_at IS 'When the customer last changed.';

COMMENT ON COLUMN fire22.customers.last_activity IS 'Last action of the customer; null before any.';

CREATE TABLE fire22.wagers (
    id TEXT NOT NULL,
    wager_number TEXT NOT NULL,
    customer_id TEXT NOT NULL,
    agent_id TEXT NOT NULL,
    amount NUMERIC NOT NULL,
    description TEXT NOT NULL,
    status TEXT DEFAULT 'pending' NOT NULL,
    odds NUMERIC,
    potential_win NUMERIC,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    settled_at TIMESTAMP WITH TIME ZONE,
    result TEXT,
    PRIMARY KEY (id),
    CONSTRAINT wagers_amount_check CHECK (amount > 0),
    UNIQUE (wager_number),
    FOREIGN KEY(customer_id) REFERENCES fire22.customers (id),
    FOREIGN KEY(agent_id) REFERENCES fire22.agents (id),
    CONSTRAINT wagers_status_check CHECK (status IN ('pending', 'active', 'settled', 'cancelled', 'voided')),
    CONSTRAINT wagers_result_check CHECK (result IN ('win', 'loss', 'push', 'void'))
);

CREATE INDEX idx_wagers_agent_id ON fire22.wagers (agent_id);

CREATE INDEX idx_wagers_agent_status ON fire22.wagers (agent_id, status);

CREATE INDEX idx_wagers_created_at ON fire22.wagers (created_at);

CREATE INDEX idx_wagers_customer_id ON fire22.wagers (customer_id);

CREATE INDEX idx_wagers_customer_status ON fire22.wagers (customer_id, status);

CREATE INDEX idx_wagers_status ON fire22.wagers (status);

CREATE INDEX idx_wagers_wager_number ON fire22.wagers (wager_number);

COMMENT ON TABLE fire22.wagers IS 'A bet placed by a customer and processed by an agent.';

COMMENT ON COLUMN fire22.wagers.id IS 'Identifier of the wager.';

COMMENT ON COLUMN fire22.wagers.wager_number IS 'Ticket number shown to the customer, unique.';

COMMENT ON COLUMN fire22.wagers.customer_id IS 'The customer who placed the wager.';

COMMENT ON COLUMN fire22.wagers.agent_id IS 'The agent who processed the wager.';

COMMENT ON COLUMN fire22.wagers.amount IS 'Stake in US dollars; more than 0.';

COMMENT ON COLUMN fire22.wagers.description IS 'What was bet on, in words.';

COMMENT ON COLUMN fire22.wagers.status IS 'Where the wager is in its life.';

COMMENT ON COLUMN fire22.wagers.odds IS 'Decimal odds: payout per dollar staked, stake included.';

COMMENT ON COLUMN fire22.wagers.potential_win IS 'Payout if the wager wins, in US dollars.';

COMMENT ON COLUMN fire22.wagers.created_at IS 'When the wager was placed.';

COMMENT ON COLUMN fire22.wagers.updated_at IS 'When the wager last changed.';

COMMENT ON COLUMN fire22.wagers.settled_at IS 'When the wager was settled; null while it is open.';

COMMENT ON COLUMN fire22.wagers.result IS 'Outcome for the customer; null while the wager is open.';

CREATE TABLE fire22.transactions (
    id TEXT NOT NULL,
    type TEXT NOT NULL,
    customer_id TEXT NOT NULL,
    amount NUMERIC NOT NULL,
    status TEXT DEFAULT 'pending' NOT NULL,
    reference TEXT,
    description TEXT,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    processed_at TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (id),
    FOREIGN KEY(customer_id) REFERENCES fire22.customers (id),
    CONSTRAINT transactions_type_check CHECK (type IN ('deposit', 'withdrawal', 'wager', 'settlement', 'refund')),
    CONSTRAINT transactions_status_check CHECK (status IN ('pending', 'completed', 'failed', 'cancelled'))
);

CREATE INDEX idx_transactions_created_at ON fire22.transactions (created_at);

CREATE INDEX idx_transactions_customer_id ON fire22.transactions (customer_id);

CREATE INDEX idx_transactions_customer_type ON fire22.transactions (customer_id, type);

CREATE INDEX idx_transactions_reference ON fire22.transactions (reference);

CREATE INDEX idx_transactions_status ON fire22.transactions (status);

CREATE INDEX idx_transactions_type ON fire22.transactions (type);

COMMENT ON TABLE fire22.transactions IS 'A movement of money on a customer''s account.';

COMMENT ON COLUMN fire22.transactions.id IS 'Identifier of the transaction.';

COMMENT ON COLUMN fire22.transactions.type IS 'What moved the money.';

COMMENT ON COLUMN fire22.transactions.customer_id IS 'The customer whose account it is.';

COMMENT ON COLUMN fire22.transactions.amount IS 'Amount in US dollars; negative when it leaves the account.';

COMMENT ON COLUMN fire22.transactions.status IS 'How far the transaction has come.';

COMMENT ON COLUMN fire22.transactions.reference IS 'What caused it: the number of the wager that generated it, or an external reference.';

COMMENT ON COLUMN fire22.transactions.description IS 'Remark in words.';

COMMENT ON COLUMN fire22.transactions.created_at IS 'When it was requested.';

COMMENT ON COLUMN fire22.transactions.updated_at IS 'When it last changed.';

COMMENT ON COLUMN fire22.transactions.processed_at IS 'When it was completed; null before that.';

CREATE TABLE fire22.activities (
    id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    type TEXT NOT NULL,
    action TEXT NOT NULL,
    amount NUMERIC,
    metadata JSONB,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(user_id) REFERENCES fire22.users (id),
    CONSTRAINT activities_type_check CHECK (type IN ('login', 'logout', 'wager_placed', 'wager_settled', 'payment', 'withdrawal'))
);

CREATE INDEX idx_activities_created_at ON fire22.activities (created_at);

CREATE INDEX idx_activities_type ON fire22.activities (type);

CREATE INDEX idx_activities_user_id ON fire22.activities (user_id);

CREATE INDEX idx_activities_user_type ON fire22.activities (user_id, type);

COMMENT ON TABLE fire22.activities IS 'Something a user did: a sign-in, a wager, a payment.';

COMMENT ON COLUMN fire22.activities.id IS 'Identifier of the activity.';

COMMENT ON COLUMN fire22.activities.user_id IS 'The user who performed it.';

COMMENT ON COLUMN fire22.activities.type IS 'Kind of activity.';

COMMENT ON COLUMN fire22.activities.action IS 'What was done, in words.';

COMMENT ON COLUMN fire22.activities.amount IS 'Money involved, in US dollars; null if none.';

COMMENT ON COLUMN fire22.activities.metadata IS 'More about the activity, as JSON.';

COMMENT ON COLUMN fire22.activities.created_at IS 'When it happened.';
