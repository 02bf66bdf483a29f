package io.infinitic.workers.workflows;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.infinitic.schemas.QueryCall;
import java.util.concurrent.TimeUnit;

/**
 * Queries that nobody waits for. A client repeats a query until it is answered, so while no worker
 * runs, its repetitions pile up; one answer is enough for all that lie in a row.
 */
final class OldQueries {

  private static final int MOST = 10_000;

  /** A client repeats a query after 5 s at the earliest. */
  private static final long IN_A_ROW_SECONDS = 3;

  /** A client repeats a query after 60 s at the latest: it has done so since, or has gone. */
  private static final long PATIENCE_MILLIS = 120_000;

  private final Cache<String, Boolean> answered =
      Caffeine.newBuilder()
          .maximumSize(MOST)
          .expireAfterWrite(IN_A_ROW_SECONDS, TimeUnit.SECONDS)
          .executor(Runnable::run)
          .build();

  /**
   * @param mayBeOld whether it was there before this worker was: its age is only looked at then, so
   *     that a wrong clock drops none that come now
   */
  boolean isOld(QueryCall query, boolean mayBeOld) {
    if (query.caller() != null || query.validates() != null) {
      return false; // asked once
    }
    long age = System.currentTimeMillis() - query.askedAtMillis();
    return (mayBeOld && age > PATIENCE_MILLIS)
        || answered.asMap().putIfAbsent(query.requestId(), true) != null;
  }

  /** It comes again, and is to be answered then. */
  void comesAgain(QueryCall query) {
    answered.invalidate(query.requestId());
  }
}
