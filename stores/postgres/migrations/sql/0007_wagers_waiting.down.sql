DROP INDEX fire22.idx_wagers_status_created_at;
