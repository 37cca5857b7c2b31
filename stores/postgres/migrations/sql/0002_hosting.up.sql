CREATE SCHEMA IF NOT EXISTS hosting;

CREATE TYPE hosting.user_status AS ENUM ('ACTIVE', 'SUSPENDED', 'DELETED');

CREATE TABLE hosting.market_analytics (
    id SERIAL NOT NULL,
    btc_price NUMERIC NOT NULL,
    network_hashrate NUMERIC NOT NULL,
    network_difficulty NUMERIC NOT NULL,
    block_reward NUMERIC NOT NULL,
    volume_24h NUMERIC,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT market_analytics_btc_price_check CHECK (btc_price >= 0),
    CONSTRAINT market_analytics_network_hashrate_check CHECK (network_hashrate >= 0),
    CONSTRAINT market_analytics_network_difficulty_check CHECK (network_difficulty >= 0),
    CONSTRAINT market_analytics_block_reward_check CHECK (block_reward >= 0),
    CONSTRAINT market_analytics_volume_24h_check CHECK (volume_24h >= 0)
);

CREATE INDEX idx_market_analytics_created_at ON hosting.market_analytics (created_at);

COMMENT ON TABLE hosting.market_analytics IS 'The bitcoin market and network at one moment, kept for ever.';

COMMENT ON COLUMN hosting.market_analytics.id IS 'Identifier of the snapshot.';

COMMENT ON COLUMN hosting.market_analytics.btc_price IS 'Price of one bitcoin, in US dollars.';

COMMENT ON COLUMN hosting.market_analytics.network_hashrate IS 'Hashrate of the whole network in exahashes a second (EH/s).';

COMMENT ON COLUMN hosting.market_analytics.network_difficulty IS 'Difficulty of the network: expected work per block, relative to the easiest.';

COMMENT ON COLUMN hosting.market_analytics.block_reward IS 'New bitcoin paid for a block, without fees, in BTC.';

COMMENT ON COLUMN hosting.market_analytics.volume_24h IS 'Value traded in the last 24 hours, in US dollars.';

COMMENT ON COLUMN hosting.market_analytics.created_at IS 'When it was collected.';

CREATE TABLE hosting.hosting_sites (
    id SERIAL NOT NULL,
    name TEXT NOT NULL,
    location TEXT NOT NULL,
    capacity_mw NUMERIC NOT NULL,
    total_miners INTEGER DEFAULT 0 NOT NULL,
    active_miners INTEGER DEFAULT 0 NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT hosting_sites_active_total_check CHECK (active_miners <= total_miners),
    CONSTRAINT hosting_sites_capacity_mw_check CHECK (capacity_mw >= 0),
    CONSTRAINT hosting_sites_total_miners_check CHECK (total_miners >= 0),
    CONSTRAINT hosting_sites_active_miners_check CHECK (active_miners >= 0)
);

CREATE INDEX idx_hosting_sites_name ON hosting.hosting_sites (name);

COMMENT ON TABLE hosting.hosting_sites IS 'A mining site: a place with electric power where miners are hosted.';

COMMENT ON COLUMN hosting.hosting_sites.id IS 'Identifier of the site.';

COMMENT ON COLUMN hosting.hosting_sites.name IS 'Name of the site.';

COMMENT ON COLUMN hosting.hosting_sites.location IS 'Where the site is: town, region, country.';

COMMENT ON COLUMN hosting.hosting_sites.capacity_mw IS 'Electric power available to miners, in megawatts.';

COMMENT ON COLUMN hosting.hosting_sites.total_miners IS 'Stored number of miners at the site.';

COMMENT ON COLUMN hosting.hosting_sites.active_miners IS 'Stored number of miners that are hashing now.';

COMMENT ON COLUMN hosting.hosting_sites.created_at IS 'When the site was added.';

CREATE TABLE hosting.miner_models (
    id SERIAL NOT NULL,
    name TEXT NOT NULL,
    manufacturer TEXT NOT NULL,
    hashrate NUMERIC NOT NULL,
    power_consumption NUMERIC NOT NULL,
    efficiency NUMERIC NOT NULL,
    release_date DATE,
    msrp NUMERIC,
    PRIMARY KEY (id),
    UNIQUE (name),
    CONSTRAINT miner_models_hashrate_check CHECK (hashrate >= 0),
    CONSTRAINT miner_models_power_consumption_check CHECK (power_consumption >= 0),
    CONSTRAINT miner_models_efficiency_check CHECK (efficiency >= 0),
    CONSTRAINT miner_models_msrp_check CHECK (msrp >= 0)
);

CREATE INDEX idx_miner_models_manufacturer ON hosting.miner_models (manufacturer);

COMMENT ON TABLE hosting.miner_models IS 'A model of mining machine with the figures its maker publishes.';

COMMENT ON COLUMN hosting.miner_models.id IS 'Identifier of the model.';

COMMENT ON COLUMN hosting.miner_models.name IS 'Name of the model, for example `S19 Pro`; unique.';

COMMENT ON COLUMN hosting.miner_models.manufacturer IS 'Maker, for example Bitmain or MicroBT.';

COMMENT ON COLUMN hosting.miner_models.hashrate IS 'Rated hashrate in terahashes a second (TH/s).';

COMMENT ON COLUMN hosting.miner_models.power_consumption IS 'Rated power draw in watts.';

COMMENT ON COLUMN hosting.miner_models.efficiency IS 'Energy per unit of work in joules per terahash (J/TH); less is better.';

COMMENT ON COLUMN hosting.miner_models.release_date IS 'Day the model came out.';

COMMENT ON COLUMN hosting.miner_models.msrp IS 'Maker''s list price at release, in US dollars.';

CREATE TABLE hosting.outbox_events (
    id BIGSERIAL NOT NULL,
    aggregate_type TEXT NOT NULL,
    aggregate_id TEXT NOT NULL,
    event_type TEXT NOT NULL,
    payload JSONB DEFAULT '{}'::jsonb NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    processed_at TIMESTAMP WITH TIME ZONE,
    attempts INTEGER DEFAULT 0 NOT NULL,
    last_error TEXT,
    PRIMARY KEY (id),
    CONSTRAINT outbox_events_attempts_check CHECK (attempts >= 0)
);

CREATE INDEX idx_outbox_events_aggregate ON hosting.outbox_events (aggregate_type, aggregate_id);

CREATE INDEX idx_outbox_events_created_at ON hosting.outbox_events (created_at);

CREATE INDEX idx_outbox_events_pending ON hosting.outbox_events (created_at) WHERE processed_at IS NULL;

CREATE INDEX idx_outbox_events_processed_at ON hosting.outbox_events (processed_at);

COMMENT ON TABLE hosting.outbox_events IS 'A change that other systems are told about, kept for 30 days and until it is sent.';

COMMENT ON COLUMN hosting.outbox_events.id IS 'Number of the event, counting up.';

COMMENT ON COLUMN hosting.outbox_events.aggregate_type IS 'Kind of thing that changed, for example `miner`.';

COMMENT ON COLUMN hosting.outbox_events.aggregate_id IS 'Identifier of the thing that changed, as text.';

COMMENT ON COLUMN hosting.outbox_events.event_type IS 'What happened to it, for example `miner.curtailed`.';

COMMENT ON COLUMN hosting.outbox_events.payload IS 'What changed, as JSON.';

COMMENT ON COLUMN hosting.outbox_events.created_at IS 'When the change was made.';

COMMENT ON COLUMN hosting.outbox_events.processed_at IS 'When the event was sent on; null before that.';

COMMENT ON COLUMN hosting.outbox_events.attempts IS 'Number of times sending was tried.';

COMMENT ON COLUMN hosting.outbox_events.last_error IS 'Why the last try failed; null if it did not.';

CREATE TABLE hosting.users (
    id TEXT DEFAULT (gen_random_uuid())::text NOT NULL,
    email TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    role VARCHAR(20) DEFAULT 'user' NOT NULL,
    name TEXT NOT NULL,
    status hosting.user_status DEFAULT 'ACTIVE' NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (email),
    CONSTRAINT users_role_check CHECK (role IN ('owner', 'admin', 'user', 'client', 'guest'))
);

CREATE INDEX idx_users_created_at ON hosting.users (created_at);

CREATE INDEX idx_users_role_status ON hosting.users (role, status);

COMMENT ON TABLE hosting.users IS 'A person with an account at the hosting company: staff, or a client whose miners are hosted.';

COMMENT ON COLUMN hosting.users.id IS 'Identifier, a UUID written as text.';

COMMENT ON COLUMN hosting.users.email IS 'E-mail address used to sign in, unique.';

COMMENT ON COLUMN hosting.users.password_hash IS 'Bcrypt hash of the password; never exposed.';

COMMENT ON COLUMN hosting.users.role IS 'What the user may do.';

COMMENT ON COLUMN hosting.users.name IS 'Full name.';

COMMENT ON COLUMN hosting.users.status IS 'State of the account.';

COMMENT ON COLUMN hosting.users.created_at IS 'When the account was created.';

COMMENT ON COLUMN hosting.users.updated_at IS 'When the account last changed.';

CREATE TABLE hosting.login_records (
    id SERIAL NOT NULL,
    email TEXT NOT NULL,
    success BOOLEAN NOT NULL,
    login_time TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    ip_address TEXT,
    location TEXT,
    PRIMARY KEY (id)
);

CREATE INDEX idx_login_records_email_time ON hosting.login_records (email, login_time);

CREATE INDEX idx_login_records_login_time ON hosting.login_records (login_time);

COMMENT ON TABLE hosting.login_records IS 'One attempt to sign in, kept for 365 days.';

COMMENT ON COLUMN hosting.login_records.id IS 'Identifier of the attempt.';

COMMENT ON COLUMN hosting.login_records.email IS 'E-mail address that was typed; it may belong to no user.';

COMMENT ON COLUMN hosting.login_records.success IS 'Whether the attempt succeeded.';

COMMENT ON COLUMN hosting.login_records.login_time IS 'When it was made.';

COMMENT ON COLUMN hosting.login_records.ip_address IS 'IP address it came from.';

COMMENT ON COLUMN hosting.login_records.location IS 'City and country of that address; null if unknown.';

CREATE TABLE hosting.curtailment_plans (
    id SERIAL NOT NULL,
    site_id INTEGER NOT NULL,
    plan_type TEXT DEFAULT 'manual' NOT NULL,
    target_power_reduction NUMERIC NOT NULL,
    status TEXT DEFAULT 'pending' NOT NULL,
    scheduled_time TIMESTAMP WITH TIME ZONE,
    executed_at TIMESTAMP WITH TIME ZONE,
    recovery_time TIMESTAMP WITH TIME ZONE,
    miners_affected INTEGER DEFAULT 0 NOT NULL,
    power_reduced NUMERIC,
    created_by TEXT,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(site_id) REFERENCES hosting.hosting_sites (id),
    FOREIGN KEY(created_by) REFERENCES hosting.users (id),
    CONSTRAINT curtailment_plans_plan_type_check CHECK (plan_type IN ('manual', 'scheduled', 'automatic')),
    CONSTRAINT curtailment_plans_target_power_reduction_check CHECK (target_power_reduction >= 0),
    CONSTRAINT curtailment_plans_status_check CHECK (status IN ('pending', 'approved', 'executing', 'executed', 'cancelled')),
    CONSTRAINT curtailment_plans_miners_affected_check CHECK (miners_affected >= 0),
    CONSTRAINT curtailment_plans_power_reduced_check CHECK (power_reduced >= 0)
);

CREATE INDEX idx_curtailment_plans_created_at ON hosting.curtailment_plans (created_at);

CREATE INDEX idx_curtailment_plans_created_by ON hosting.curtailment_plans (created_by);

CREATE INDEX idx_curtailment_plans_site_id ON hosting.curtailment_plans (site_id);

CREATE INDEX idx_curtailment_plans_status_scheduled ON hosting.curtailment_plans (status, scheduled_time);

COMMENT ON TABLE hosting.curtailment_plans IS 'A plan to lower a site''s power draw by shutting down some of its miners for a while.';

COMMENT ON COLUMN hosting.curtailment_plans.id IS 'Identifier of the plan.';

COMMENT ON COLUMN hosting.curtailment_plans.site_id IS 'The site whose power is lowered.';

COMMENT ON COLUMN hosting.curtailment_plans.plan_type IS 'What sets the plan off.';

COMMENT ON COLUMN hosting.curtailment_plans.target_power_reduction IS 'Power to be saved, in megawatts.';

COMMENT ON COLUMN hosting.curtailment_plans.status IS 'How far the plan has come.';

COMMENT ON COLUMN hosting.curtailment_plans.scheduled_time IS 'When the shutdown is to start; null if it starts on demand.';

COMMENT ON COLUMN hosting.curtailment_plans.executed_at IS 'When the shutdown started; null before that.';

COMMENT ON COLUMN hosting.curtailment_plans.recovery_time IS 'When the miners start again by themselves; null if they are started by hand.';

COMMENT ON COLUMN hosting.curtailment_plans.miners_affected IS 'Number of miners shut down.';

COMMENT ON COLUMN hosting.curtailment_plans.power_reduced IS 'Power really saved, in megawatts; null before the plan is executed.';

COMMENT ON COLUMN hosting.curtailment_plans.created_by IS 'The user who made the plan; null if it was automatic.';

COMMENT ON COLUMN hosting.curtailment_plans.created_at IS 'When the plan was made.';

CREATE TABLE hosting.technical_indicators (
    id SERIAL NOT NULL,
    analytics_id INTEGER NOT NULL,
    rsi NUMERIC,
    macd NUMERIC,
    macd_signal NUMERIC,
    macd_histogram NUMERIC,
    bb_upper NUMERIC,
    bb_middle NUMERIC,
    bb_lower NUMERIC,
    ema_12 NUMERIC,
    ema_26 NUMERIC,
    signal TEXT,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(analytics_id) REFERENCES hosting.market_analytics (id) ON DELETE CASCADE,
    CONSTRAINT technical_indicators_rsi_check CHECK (rsi BETWEEN 0 AND 100),
    CONSTRAINT technical_indicators_signal_check CHECK (signal IN ('BUY', 'SELL', 'NEUTRAL'))
);

CREATE INDEX idx_technical_indicators_analytics_id ON hosting.technical_indicators (analytics_id);

CREATE INDEX idx_technical_indicators_created_at ON hosting.technical_indicators (created_at);

COMMENT ON TABLE hosting.technical_indicators IS 'Trading indicators of the bitcoin price, computed when a market snapshot was taken.';

COMMENT ON COLUMN hosting.technical_indicators.id IS 'Identifier of the set of indicators.';

COMMENT ON COLUMN hosting.technical_indicators.analytics_id IS 'The snapshot they belong to.';

COMMENT ON COLUMN hosting.technical_indicators.rsi IS 'Relative strength index, from 0 (oversold) to 100 (overbought).';

COMMENT ON COLUMN hosting.technical_indicators.macd IS 'MACD: 12-period less 26-period EMA, in US dollars.';

COMMENT ON COLUMN hosting.technical_indicators.macd_signal IS '9-period EMA of the MACD, in US dollars.';

COMMENT ON COLUMN hosting.technical_indicators.macd_histogram IS 'MACD less its signal line, in US dollars.';

COMMENT ON COLUMN hosting.technical_indicators.bb_upper IS 'Upper Bollinger band, in US dollars.';

COMMENT ON COLUMN hosting.technical_indicators.bb_middle IS 'Middle Bollinger band: the moving average, in US dollars.';

COMMENT ON COLUMN hosting.technical_indicators.bb_lower IS 'Lower Bollinger band, in US dollars.';

COMMENT ON COLUMN hosting.technical_indicators.ema_12 IS '12-period exponential moving average, in US dollars.';

COMMENT ON COLUMN hosting.technical_indicators.ema_26 IS '26-period exponential moving average, in US dollars.';

COMMENT ON COLUMN hosting.technical_indicators.signal IS 'What the indicators together advise; null while there is too little data.';

COMMENT ON COLUMN hosting.technical_indicators.created_at IS 'When they were computed.';

CREATE TABLE hosting.hosting_miners (
    id SERIAL NOT NULL,
    serial_number TEXT NOT NULL,
    miner_model_id INTEGER NOT NULL,
    site_id INTEGER NOT NULL,
    status TEXT DEFAULT 'offline' NOT NULL,
    cgminer_ip TEXT,
    cgminer_port INTEGER DEFAULT 4028 NOT NULL,
    cgminer_enabled BOOLEAN DEFAULT false NOT NULL,
    client_id TEXT,
    purchase_date DATE,
    warranty_expiry DATE,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (serial_number),
    FOREIGN KEY(miner_model_id) REFERENCES hosting.miner_models (id),
    FOREIGN KEY(site_id) REFERENCES hosting.hosting_sites (id),
    FOREIGN KEY(client_id) REFERENCES hosting.users (id),
    CONSTRAINT hosting_miners_status_check CHECK (status IN ('active', 'offline', 'maintenance', 'curtailed')),
    CONSTRAINT hosting_miners_cgminer_port_check CHECK (cgminer_port BETWEEN 1 AND 65535)
);

CREATE INDEX idx_hosting_miners_client_id ON hosting.hosting_miners (client_id);

CREATE INDEX idx_hosting_miners_created_at ON hosting.hosting_miners (created_at);

CREATE INDEX idx_hosting_miners_miner_model_id ON hosting.hosting_miners (miner_model_id);

CREATE INDEX idx_hosting_miners_site_status ON hosting.hosting_miners (site_id, status);

CREATE INDEX idx_hosting_miners_status ON hosting.hosting_miners (status);

COMMENT ON TABLE hosting.hosting_miners IS 'One hosted mining machine, owned by a client and standing at a site.';

COMMENT ON COLUMN hosting.hosting_miners.id IS 'Identifier of the miner.';

COMMENT ON COLUMN hosting.hosting_miners.serial_number IS 'Serial number given by the maker, unique.';

COMMENT ON COLUMN hosting.hosting_miners.miner_model_id IS 'Which model it is.';

COMMENT ON COLUMN hosting.hosting_miners.site_id IS 'The site where it stands.';

COMMENT ON COLUMN hosting.hosting_miners.status IS 'What it is doing now; curtailed is shut down on purpose to save power.';

COMMENT ON COLUMN hosting.hosting_miners.cgminer_ip IS 'Address of its CGMiner API; null if it has none.';

COMMENT ON COLUMN hosting.hosting_miners.cgminer_port IS 'TCP port of its CGMiner API.';

COMMENT ON COLUMN hosting.hosting_miners.cgminer_enabled IS 'Whether telemetry is collected through its CGMiner API.';

COMMENT ON COLUMN hosting.hosting_miners.client_id IS 'The client who owns it; null if the company does.';

COMMENT ON COLUMN hosting.hosting_miners.purchase_date IS 'Day it was bought.';

COMMENT ON COLUMN hosting.hosting_miners.warranty_expiry IS 'Last day of the maker''s warranty.';

COMMENT ON COLUMN hosting.hosting_miners.created_at IS 'When the miner was added.';

COMMENT ON COLUMN hosting.hosting_miners.updated_at IS 'When the miner last changed.';

CREATE TABLE hosting.crm_leads (
    id SERIAL NOT NULL,
    name TEXT NOT NULL,
    email TEXT,
    phone TEXT,
    company TEXT,
    status TEXT DEFAULT 'new' NOT NULL,
    source TEXT,
    score INTEGER,
    owner_id TEXT,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(owner_id) REFERENCES hosting.users (id),
    CONSTRAINT crm_leads_status_check CHECK (status IN ('new', 'contacted', 'qualified', 'converted', 'lost')),
    CONSTRAINT crm_leads_source_check CHECK (source IN ('website', 'referral', 'cold_call')),
    CONSTRAINT crm_leads_score_check CHECK (score BETWEEN 0 AND 100)
);

CREATE INDEX idx_crm_leads_created_at ON hosting.crm_leads (created_at);

CREATE INDEX idx_crm_leads_email ON hosting.crm_leads (email);

CREATE INDEX idx_crm_leads_owner_status ON hosting.crm_leads (owner_id, status);

CREATE INDEX idx_crm_leads_status ON hosting.crm_leads (status);

COMMENT ON TABLE hosting.crm_leads IS 'Someone who may become a client.';

COMMENT ON COLUMN hosting.crm_leads.id IS 'Identifier of the lead.';

COMMENT ON COLUMN hosting.crm_leads.name IS 'Name of the person to talk to.';

COMMENT ON COLUMN hosting.crm_leads.email IS 'E-mail address; it may be that of a user.';

COMMENT ON COLUMN hosting.crm_leads.phone IS 'Telephone number.';

COMMENT ON COLUMN hosting.crm_leads.company IS 'Company of the person.';

COMMENT ON COLUMN hosting.crm_leads.status IS 'How far the lead has come.';

COMMENT ON COLUMN hosting.crm_leads.source IS 'Where the lead came from; null if unknown.';

COMMENT ON COLUMN hosting.crm_leads.score IS 'How promising the lead is, from 0 to 100; null if not rated.';

COMMENT ON COLUMN hosting.crm_leads.owner_id IS 'The sales representative who looks after it.';

COMMENT ON COLUMN hosting.crm_leads.created_at IS 'When the lead came in.';

COMMENT ON COLUMN hosting.crm_leads.updated_at IS 'When the lead last changed.';

CREATE TABLE hosting.user_access (
    id SERIAL NOT NULL,
    user_id TEXT NOT NULL,
    access_start_date TIMESTAMP WITH TIME ZONE NOT NULL,
    access_end_date TIMESTAMP WITH TIME ZONE,
    granted_by TEXT,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT user_access_period_check CHECK (access_end_date > access_start_date),
    FOREIGN KEY(user_id) REFERENCES hosting.users (id) ON DELETE CASCADE,
    FOREIGN KEY(granted_by) REFERENCES hosting.users (id) ON DELETE SET NULL
);

CREATE INDEX idx_user_access_granted_by ON hosting.user_access (granted_by);

CREATE INDEX idx_user_access_user_end ON hosting.user_access (user_id, access_end_date);

COMMENT ON TABLE hosting.user_access IS 'A period of access to the service, granted to a user by an administrator.';

COMMENT ON COLUMN hosting.user_access.id IS 'Identifier of the grant.';

COMMENT ON COLUMN hosting.user_access.user_id IS 'The user who may sign in.';

COMMENT ON COLUMN hosting.user_access.access_start_date IS 'When access begins, included.';

COMMENT ON COLUMN hosting.user_access.access_end_date IS 'When access expires, excluded; null if it never does.';

COMMENT ON COLUMN hosting.user_access.granted_by IS 'The administrator who granted it; null if it came with the account.';

COMMENT ON COLUMN hosting.user_access.created_at IS 'When access was granted.';

CREATE TABLE hosting.curtailment_plan_miners (
    id SERIAL NOT NULL,
    plan_id INTEGER NOT NULL,
    miner_id INTEGER NOT NULL,
    shutdown_order INTEGER NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (plan_id, miner_id),
    FOREIGN KEY(plan_id) REFERENCES hosting.curtailment_plans (id) ON DELETE CASCADE,
    FOREIGN KEY(miner_id) REFERENCES hosting.hosting_miners (id),
    CONSTRAINT curtailment_plan_miners_shutdown_order_check CHECK (shutdown_order >= 1)
);

CREATE INDEX idx_curtailment_plan_miners_miner_id ON hosting.curtailment_plan_miners (miner_id);

CREATE INDEX idx_curtailment_plan_miners_plan_order ON hosting.curtailment_plan_miners (plan_id, shutdown_order);

COMMENT ON TABLE hosting.curtailment_plan_miners IS 'One miner in a curtailment plan, with its place in the order of shutting down.';

COMMENT ON COLUMN hosting.curtailment_plan_miners.id IS 'Identifier of the entry.';

COMMENT ON COLUMN hosting.curtailment_plan_miners.plan_id IS 'The plan that names the miner.';

COMMENT ON COLUMN hosting.curtailment_plan_miners.miner_id IS 'The miner to be shut down.';

COMMENT ON COLUMN hosting.curtailment_plan_miners.shutdown_order IS 'Place in the order of shutting down, from 1; equal numbers go together.';

CREATE TABLE hosting.miner_operation_log (
    id SERIAL NOT NULL,
    miner_id INTEGER NOT NULL,
    operation TEXT NOT NULL,
    performed_by TEXT,
    details TEXT,
    timestamp TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(miner_id) REFERENCES hosting.hosting_miners (id),
    FOREIGN KEY(performed_by) REFERENCES hosting.users (id),
    CONSTRAINT miner_operation_log_operation_check CHECK (operation IN ('start', 'shutdown', 'approve', 'reject'))
);

CREATE INDEX idx_miner_operation_log_miner_timestamp ON hosting.miner_operation_log (miner_id, timestamp);

CREATE INDEX idx_miner_operation_log_performed_by ON hosting.miner_operation_log (performed_by);

CREATE INDEX idx_miner_operation_log_timestamp ON hosting.miner_operation_log (timestamp);

COMMENT ON TABLE hosting.miner_operation_log IS 'Something a user did to a miner, kept for one year.';

COMMENT ON COLUMN hosting.miner_operation_log.id IS 'Identifier of the operation.';

COMMENT ON COLUMN hosting.miner_operation_log.miner_id IS 'The miner it was done to.';

COMMENT ON COLUMN hosting.miner_operation_log.operation IS 'What was done.';

COMMENT ON COLUMN hosting.miner_operation_log.performed_by IS 'The user who did it; null if it was automatic.';

COMMENT ON COLUMN hosting.miner_operation_log.details IS 'More about it, in words.';

COMMENT ON COLUMN hosting.miner_operation_log.timestamp IS 'When it was done.';

CREATE TABLE hosting.crm_deals (
    id SERIAL NOT NULL,
    lead_id INTEGER NOT NULL,
    title TEXT NOT NULL,
    value NUMERIC NOT NULL,
    stage TEXT DEFAULT 'discovery' NOT NULL,
    probability INTEGER DEFAULT 0 NOT NULL,
    expected_close_date DATE,
    owner_id TEXT,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    closed_at TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (id),
    FOREIGN KEY(lead_id) REFERENCES hosting.crm_leads (id),
    FOREIGN KEY(owner_id) REFERENCES hosting.users (id),
    CONSTRAINT crm_deals_value_check CHECK (value >= 0),
    CONSTRAINT crm_deals_stage_check CHECK (stage IN ('discovery', 'proposal', 'negotiation', 'closed_won', 'closed_lost')),
    CONSTRAINT crm_deals_probability_check CHECK (probability BETWEEN 0 AND 100)
);

CREATE INDEX idx_crm_deals_created_at ON hosting.crm_deals (created_at);

CREATE INDEX idx_crm_deals_lead_id ON hosting.crm_deals (lead_id);

CREATE INDEX idx_crm_deals_owner_stage ON hosting.crm_deals (owner_id, stage);

CREATE INDEX idx_crm_deals_stage_close ON hosting.crm_deals (stage, expected_close_date);

COMMENT ON TABLE hosting.crm_deals IS 'A possible sale to a lead.';

COMMENT ON COLUMN hosting.crm_deals.id IS 'Identifier of the deal.';

COMMENT ON COLUMN hosting.crm_deals.lead_id IS 'The lead it came from.';

COMMENT ON COLUMN hosting.crm_deals.title IS 'What is sold, in words.';

COMMENT ON COLUMN hosting.crm_deals.value IS 'Worth of the deal, in US dollars.';

COMMENT ON COLUMN hosting.crm_deals.stage IS 'How far the deal has come.';

COMMENT ON COLUMN hosting.crm_deals.probability IS 'Chance of winning it, in percent from 0 to 100.';

COMMENT ON COLUMN hosting.crm_deals.expected_close_date IS 'Day it is expected to be decided.';

COMMENT ON COLUMN hosting.crm_deals.owner_id IS 'The sales representative who looks after it.';

COMMENT ON COLUMN hosting.crm_deals.created_at IS 'When the deal was opened.';

COMMENT ON COLUMN hosting.crm_deals.closed_at IS 'When it was won or lost; null while it is open.';

CREATE TABLE hosting.miner_telemetry (
    id BIGSERIAL NOT NULL,
    miner_id INTEGER NOT NULL,
    hashrate NUMERIC,
    temperature NUMERIC,
    power_consumption NUMERIC,
    fan_speed NUMERIC,
    recorded_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    PRIMARY KEY (id, recorded_at),
    FOREIGN KEY(miner_id) REFERENCES hosting.hosting_miners (id),
    CONSTRAINT miner_telemetry_hashrate_check CHECK (hashrate >= 0),
    CONSTRAINT miner_telemetry_power_consumption_check CHECK (power_consumption >= 0),
    CONSTRAINT miner_telemetry_fan_speed_check CHECK (fan_speed >= 0)
)
 PARTITION BY RANGE (recorded_at);

CREATE INDEX idx_miner_telemetry_miner_recorded ON hosting.miner_telemetry (miner_id, recorded_at);

CREATE INDEX idx_miner_telemetry_recorded_at ON hosting.miner_telemetry (recorded_at);

COMMENT ON TABLE hosting.miner_telemetry IS 'What one miner reported at one moment, kept for 90 days.';

COMMENT ON COLUMN hosting.miner_telemetry.id IS 'Number of the sample, counting up.';

COMMENT ON COLUMN hosting.miner_telemetry.miner_id IS 'The miner that reported.';

COMMENT ON COLUMN hosting.miner_telemetry.hashrate IS 'Hashrate in terahashes a second (TH/s); 0 while it stands still.';

COMMENT ON COLUMN hosting.miner_telemetry.temperature IS 'Temperature of its chips in degrees Celsius.';

COMMENT ON COLUMN hosting.miner_telemetry.power_consumption IS 'Power draw in watts.';

COMMENT ON COLUMN hosting.miner_telemetry.fan_speed IS 'Speed of its fans in turns a minute (RPM).';

COMMENT ON COLUMN hosting.miner_telemetry.recorded_at IS 'When the sample was collected.';

CREATE TABLE hosting.miner_telemetry_default PARTITION OF hosting.miner_telemetry DEFAULT;

CREATE TABLE hosting.crm_invoices (
    id SERIAL NOT NULL,
    deal_id INTEGER NOT NULL,
    invoice_number TEXT NOT NULL,
    amount NUMERIC NOT NULL,
    status TEXT DEFAULT 'draft' NOT NULL,
    issue_date DATE NOT NULL,
    due_date DATE NOT NULL,
    paid_date DATE,
    pdf_path TEXT,
    PRIMARY KEY (id),
    CONSTRAINT crm_invoices_due_issue_check CHECK (due_date >= issue_date),
    FOREIGN KEY(deal_id) REFERENCES hosting.crm_deals (id),
    UNIQUE (invoice_number),
    CONSTRAINT crm_invoices_amount_check CHECK (amount >= 0),
    CONSTRAINT crm_invoices_status_check CHECK (status IN ('draft', 'sent', 'paid', 'overdue'))
);

CREATE INDEX idx_crm_invoices_deal_id ON hosting.crm_invoices (deal_id);

CREATE INDEX idx_crm_invoices_issue_date ON hosting.crm_invoices (issue_date);

CREATE INDEX idx_crm_invoices_status_due ON hosting.crm_invoices (status, due_date);

COMMENT ON TABLE hosting.crm_invoices IS 'A bill for a deal.';

COMMENT ON COLUMN hosting.crm_invoices.id IS 'Identifier of the invoice.';

COMMENT ON COLUMN hosting.crm_invoices.deal_id IS 'The deal that is billed.';

COMMENT ON COLUMN hosting.crm_invoices.invoice_number IS 'Number printed on the invoice, unique.';

COMMENT ON COLUMN hosting.crm_invoices.amount IS 'Amount billed, in US dollars.';

COMMENT ON COLUMN hosting.crm_invoices.status IS 'How far the payment has come.';

COMMENT ON COLUMN hosting.crm_invoices.issue_date IS 'Day of the invoice.';

COMMENT ON COLUMN hosting.crm_invoices.due_date IS 'Last day to pay it.';

COMMENT ON COLUMN hosting.crm_invoices.paid_date IS 'Day it was paid; null before that.';

COMMENT ON COLUMN hosting.crm_invoices.pdf_path IS 'Path of the invoice as a PDF file; null while a draft.';

CREATE TABLE hosting.crm_activities (
    id SERIAL NOT NULL,
    deal_id INTEGER NOT NULL,
    type TEXT NOT NULL,
    description TEXT,
    performed_by TEXT,
    activity_date TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(deal_id) REFERENCES hosting.crm_deals (id),
    FOREIGN KEY(performed_by) REFERENCES hosting.users (id),
    CONSTRAINT crm_activities_type_check CHECK (type IN ('call', 'email', 'meeting', 'note'))
);

CREATE INDEX idx_crm_activities_activity_date ON hosting.crm_activities (activity_date);

CREATE INDEX idx_crm_activities_deal_date ON hosting.crm_activities (deal_id, activity_date);

CREATE INDEX idx_crm_activities_performed_by ON hosting.crm_activities (performed_by);

COMMENT ON TABLE hosting.crm_activities IS 'Something done to win a deal: a call, an e-mail, a meeting, a note.';

COMMENT ON COLUMN hosting.crm_activities.id IS 'Identifier of the activity.';

COMMENT ON COLUMN hosting.crm_activities.deal_id IS 'The deal it was for.';

COMMENT ON COLUMN hosting.crm_activities.type IS 'Kind of activity.';

COMMENT ON COLUMN hosting.crm_activities.description IS 'What was said or done, in words.';

COMMENT ON COLUMN hosting.crm_activities.performed_by IS 'The user who did it.';

COMMENT ON COLUMN hosting.crm_activities.activity_date IS 'When it was done.';
