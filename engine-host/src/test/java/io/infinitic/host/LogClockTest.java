package io.infinitic.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.infinitic.transport.LogEntry.Sent;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogClockTest {

  private static final long T = 1_700_000_000_000L;

  private final AtomicLong own = new AtomicLong(T);
  private final HostClock host = new HostClock(own::get);

  private static Sent stamped(long atMillis, long brokerMillis) {
    return new Sent("other", false, atMillis, brokerMillis);
  }

  /** Without a broker's time: when it was sent, within what the host knows. All beside T. */
  @ParameterizedTest
  @CsvSource({
    "    0,      0, sent now",
    " -100,   -100, sent a moment ago",
    "  400,    400, by a clock that is a little ahead",
    "86400000,   0, by one that is a day ahead",
    "-86400000, -200, by one that is a day behind: not before the log was empty",
  })
  void aMessageArrivesBetweenTheEmptyLogAndNow(long sent, long expected, String why) {
    LogClock clock = new LogClock(host, 0, 0);
    own.set(T - 200);
    clock.sawTheEnd();
    own.set(T);
    assertThat(clock.reach(stamped(T + sent, 0))).as(why).isEqualTo(T + expected);
  }

  @ParameterizedTest
  @CsvSource({
    "-9223372036854775808",
    "9223372036854775807",
    "0",
    "-1",
  })
  void noSenderMovesIt(long sent) {
    LogClock clock = new LogClock(host, 0, T);
    clock.sawTheEnd();
    assertThat(clock.reach(stamped(sent, 0))).isEqualTo(T);
    assertThat(clock.reach(stamped(sent, T + 5))).isEqualTo(T + 5);
  }

  @Test
  void backlogHasTheTimeOfItsSenders() {
    LogClock clock = new LogClock(host, 0, T - 10_000_000);
    assertThat(clock.reach(stamped(T - 7_000_000, 0))).isEqualTo(T - 7_000_000);
    assertThat(clock.reach(stamped(T - 5_000_000, T - 4_999_990))).isEqualTo(T - 4_999_990);
  }

  @Test
  void itDoesNotRunBackUnlessItWasAheadOfAllClocks() {
    LogClock clock = new LogClock(host, 0, T + 86_400_000);
    assertThat(clock.reach(stamped(T, T))).isEqualTo(T);
    assertThat(clock.reach(stamped(T, T - 900))).isEqualTo(T);
  }

  @Test
  void aTimerFiresWhenItIsDueAndNotLongBefore() {
    LogClock clock = new LogClock(host, 0, T);
    assertThat(clock.reachDue(T + 1_001)).isFalse();
    assertThat(clock.now()).isEqualTo(T);
    assertThat(clock.reachDue(T + 10)).isTrue();
    assertThat(clock.now()).as("never before a timer that has fired").isEqualTo(T + 10);
    assertThat(clock.reachDue(T - 10)).isTrue();
    assertThat(clock.now()).isEqualTo(T + 10);
  }

  /** Reading a log again, later and by another clock, gives the same times. */
  @Test
  void itIsTheSameWhoeverReads() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    List<Sent> log = new ArrayList<>();
    long broker = T;
    for (int i = 0; i < 1_000; i++) {
      broker += random.nextInt(2_000);
      log.add(stamped(broker + (random.nextInt(3) - 1) * 86_400_000L, broker));
    }
    List<Long> first = times(log);
    own.addAndGet(40_000_000);
    assertThat(times(log)).as("seed " + seed).isEqualTo(first);
  }

  private List<Long> times(List<Sent> log) {
    LogClock clock = new LogClock(new HostClock(own::get), 0, 0);
    return log.stream().map(clock::reach).toList();
  }

  @Test
  void hostThatIsBehindLearnsItFromAnyMessage() {
    host.heard(stamped(T, T + 86_400_000));
    assertThat(host.millis()).isEqualTo(T + 86_400_000);
    assertThat(host.own(host.millis())).isEqualTo(T);
    own.addAndGet(86_400_000); // set right
    host.heard(new Sent("this", true, T + 86_400_000, T + 86_400_000));
    assertThat(host.millis()).isEqualTo(own.get());
  }

  @Test
  void hostThatIsAheadLearnsItFromItsOwnMessages() {
    host.heard(stamped(T - 86_400_000, T - 86_400_000));
    assertThat(host.millis()).as("may be backlog").isEqualTo(T);
    host.heard(new Sent("this", true, T, T - 86_400_000));
    assertThat(host.millis()).isEqualTo(T - 86_400_000);
    own.addAndGet(-86_400_000); // set right
    host.heard(stamped(T - 86_400_000, T - 86_400_000));
    assertThat(host.millis()).isEqualTo(own.get());
  }

  @Test
  void aProcessWhoseClockIsOffIsNamedOnce() {
    List<String> warnings = new ArrayList<>();
    Logger logger = (Logger) LogManager.getLogger(HostClock.class);
    Appender appender =
        new AbstractAppender("warnings", null, null, true, Property.EMPTY_ARRAY) {
          @Override
          public void append(LogEvent event) {
            warnings.add(event.getMessage().getFormattedMessage());
          }
        };
    appender.start();
    logger.addAppender(appender);
    Configurator.setLevel(logger, Level.WARN);
    try {
      LogClock clock = new LogClock(host, 0, T);
      for (int i = 0; i < 3; i++) {
        clock.reach(new Sent("laptop-17", false, T + 86_400_000, T));
        clock.reach(new Sent("phone-3", false, T - 7_200_000, T));
        clock.reach(new Sent("good-1", false, T - 30_000, T));
        clock.reach(new Sent("mad-1", false, Long.MIN_VALUE, T));
      }
    } finally {
      logger.removeAppender(appender);
    }
    assertThat(warnings).hasSize(3);
    assertThat(warnings.get(0))
        .startsWith("INF-1010 the clock of process laptop-17 is PT24H ahead of the broker's");
    assertThat(warnings.get(1)).contains("process phone-3 is PT2H behind the broker's");
    assertThat(warnings.get(2)).contains("process mad-1 is more than a century behind");
  }
}
