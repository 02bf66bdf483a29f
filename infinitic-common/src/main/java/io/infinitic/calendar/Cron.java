package io.infinitic.calendar;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Instant;
import java.time.ZoneOffset;

/** Times by cron expressions of five fields (minute, hour, day, month, weekday), in UTC. */
public final class Cron {

  private static final CronParser PARSER =
      new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));

  private Cron() {}

  /**
   * Checks an expression.
   *
   * @throws IllegalArgumentException if it is none, or never comes true
   */
  public static void require(String expression) {
    next(expression, 0);
  }

  /**
   * The next time, milliseconds since the epoch.
   *
   * @throws IllegalArgumentException if the expression is none, or never comes true
   */
  public static long next(String expression, long afterMillis) {
    ExecutionTime times;
    try {
      times = ExecutionTime.forCron(PARSER.parse(expression));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "cron expression '"
              + expression
              + "' cannot be read; five fields are needed, such as '0 3 * * 1-5': "
              + e.getMessage(),
          e);
    }
    return times
        .nextExecution(Instant.ofEpochMilli(afterMillis).atZone(ZoneOffset.UTC))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "cron expression '" + expression + "' never comes true"))
        .toInstant()
        .toEpochMilli();
  }
}
