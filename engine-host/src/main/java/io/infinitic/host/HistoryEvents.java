package io.infinitic.host;

import io.infinitic.schemas.HistoryEvent;
import java.util.List;

/** Where events of runs are read. */
@FunctionalInterface
interface HistoryEvents {

  /** Events of a run in order, at most as many. */
  List<HistoryEvent> history(String runId, long from, long through, int limit);
}
