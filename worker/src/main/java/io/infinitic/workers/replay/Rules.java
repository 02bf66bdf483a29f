package io.infinitic.workers.replay;

import io.infinitic.runtime.Millis;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * By which rules the calls of workflow code are carried out. Every decision records its rules, and
 * is repeated by them: so the rules may change while runs are open.
 *
 * <p>Since 1:
 *
 * <ul>
 *   <li>a timer or combination that is cancelled has ended at once, and not with an event of its
 *       own;
 *   <li>times and limits are rounded up to milliseconds;
 *   <li>random values follow from a seed that is drawn, and recorded, when the code first asks for
 *       one, and not from the id of the run;
 *   <li>a run continues as new when the methods that were called on it, and have asked for
 *       something, have ended; the others are for the next run.
 * </ul>
 *
 * <p>Since 2:
 *
 * <ul>
 *   <li>only who waits for a signal takes it: not who combines a deferred with others, asks for its
 *       status or cancels it;
 *   <li>what was made in a scope has ended when that is cancelled;
 *   <li>awaiting a receive that is cancelled throws an exception that is not that of the run's own
 *       cancellation.
 * </ul>
 *
 * <p>Since 3:
 *
 * <ul>
 *   <li>a combination of several receives says that it has completed when there is a signal for
 *       each of them;
 *   <li>awaiting a combination gives back the signals that its parts hold when the limit is
 *       reached;
 *   <li>a combination has nothing any more of a part whose signal was given back;
 *   <li>a receive that holds a signal when its scope is cancelled ends when that is gone;
 *   <li>a combination that a condition makes gives no signals back, and looks at its parts whenever
 *       it is asked.
 * </ul>
 */
final class Rules {

  static final int LATEST = 3;
  private static final int SEED_BYTES = 16;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Supplier<byte[]> seeds;
  private int current;
  private boolean isDeciding;
  private boolean isDrawn;
  private @Nullable Chance chance;

  Rules(Supplier<byte[]> seeds) {
    this.seeds = seeds;
  }

  /** A seed that nobody can foretell. */
  static byte[] newSeed() {
    byte[] seed = new byte[SEED_BYTES];
    RANDOM.nextBytes(seed);
    return seed;
  }

  /** A decision that was recorded is repeated. */
  void repeat(int recorded, @Nullable ByteBuffer recordedSeed) {
    if (recorded > LATEST) {
      throw new NotTheCodesFaultException(
          "a newer version of the worker has decided by rules %d; this one knows %d: upgrade it"
              .formatted(recorded, LATEST),
          null);
    }
    current = recorded;
    isDeciding = false;
    if (recordedSeed != null) {
      byte[] seed = new byte[recordedSeed.remaining()];
      recordedSeed.duplicate().get(seed);
      chance = new Chance(seed);
    }
  }

  /**
   * Something new is decided.
   *
   * @param areRecorded whether the engine records rules: one of an earlier version does not
   */
  void decide(boolean areRecorded) {
    current = areRecorded ? LATEST : 0;
    isDeciding = true;
    isDrawn = false;
  }

  int current() {
    return current;
  }

  /** The seed that was drawn in this decision; null if none was. */
  @Nullable ByteBuffer drawn() {
    Chance known = chance;
    return isDrawn && known != null ? ByteBuffer.wrap(known.seed()) : null;
  }

  boolean cancelAtOnce() {
    return current >= 1;
  }

  /** Random values of the run; null if they follow from its id. */
  @Nullable Chance chance() {
    if (current == 0) {
      return null;
    }
    if (chance == null && isDeciding) {
      chance = new Chance(seeds.get());
      isDrawn = true;
    }
    return chance;
  }

  boolean letCallsEnd() {
    return current >= 1;
  }

  boolean cancelWithScope() {
    return current >= 2;
  }

  boolean takeOnlyByWaiting() {
    return current >= 2;
  }

  boolean foreseeEachSignal() {
    return current >= 3;
  }

  boolean giveBackAtLimit() {
    return current >= 3;
  }

  boolean forgetWhatIsGivenBack() {
    return current >= 3;
  }

  boolean endAfterLastSignal() {
    return current >= 3;
  }

  boolean lookWithoutTrace() {
    return current >= 3;
  }

  long millis(Instant time) {
    return Millis.of(current >= 1 ? time : time.truncatedTo(ChronoUnit.MILLIS));
  }

  long millis(Duration duration) {
    return Millis.of(current >= 1 ? duration : duration.truncatedTo(ChronoUnit.MILLIS));
  }
}
