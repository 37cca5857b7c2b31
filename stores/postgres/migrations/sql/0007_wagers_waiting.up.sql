CREATE INDEX IF NOT EXISTS idx_wagers_status_created_at ON fire22.wagers (status, created_at);
