SELECT crash.analytics_round_signals.signal_type AS "group 0",
  CASE WHEN crash.analytics_round_signals.confidence_score > '-Infinity' AND crash.analytics_round_signals.confidence_score < 'Infinity' THEN width_bucket(crash.analytics_round_signals.confidence_score::numeric, $1::NUMERIC[]) END AS "group 1",
  crash.analytics_round_signals.was_correct AS "group 2", count(*) AS rows,
  sum(crash.analytics_round_signals.confidence_score) FILTER (WHERE crash.analytics_round_signals.confidence_score > '-Infinity' AND crash.analytics_round_signals.confidence_score < 'Infinity') AS "measure 0"
FROM crash.analytics_round_signals
GROUP BY 1, 2, 3
ORDER BY 1 ASC NULLS LAST, 2 ASC NULLS LAST, 3 ASC NULLS LAST;
-- $1 = ['0.8']
