package io.infinitic.workflows;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Signals on their way into a workflow. None is dropped: those that arrive before somebody waits
 * are kept in order. A signal goes to the first that waits for one like it.
 *
 * <pre>{@code
 * private final Channel<String> notes = channel();
 * public SendChannel<String> getNotes() { return notes; }
 * …
 * String note = notes.receive().await();
 * }</pre>
 *
 * <p>A deferred made by {@code receive} has a value when a signal is there for it; {@code await()}
 * on it takes that value, so that the next {@code await()} is for the next signal.
 */
public interface Channel<T> extends SendChannel<T> {

  /** No limit. */
  int UNLIMITED = Integer.MAX_VALUE;

  /**
   * Which signals are received.
   *
   * @param type only those of this type; null for any
   * @param limit how many at most, at least 1
   * @param filter only those that it accepts; null for any
   * @param jsonPath only those whose JSON has something at this path; null for any
   */
  record Reception<S>(
      @Nullable Class<S> type,
      int limit,
      @Nullable Predicate<? super S> filter,
      @Nullable String jsonPath) {
    /**
     * @throws IllegalArgumentException if the limit is less than 1
     */
    public Reception {
      if (limit < 1) {
        throw new IllegalArgumentException("receive: limit is " + limit + ", not at least 1");
      }
    }
  }

  /** The general form of all others. */
  <S extends T> Deferred<S> receive(Reception<S> reception);

  /** Stands for the signals of the channel: each {@code await()} takes the next one. */
  default Deferred<T> receive() {
    return receive(new Reception<T>(null, UNLIMITED, null, null));
  }

  /** The same for signals that the filter accepts; it must not wait nor change anything. */
  default Deferred<T> receive(Predicate<? super T> filter) {
    return receive(new Reception<T>(null, UNLIMITED, filter, null));
  }

  /** The same for signals whose JSON has something at the path. */
  default Deferred<T> receive(String jsonPath) {
    return receive(new Reception<T>(null, UNLIMITED, null, jsonPath));
  }

  /** The same for signals with both. */
  default Deferred<T> receive(Predicate<? super T> filter, String jsonPath) {
    return receive(new Reception<T>(null, UNLIMITED, filter, jsonPath));
  }

  /**
   * The same for so many signals at most; after the last one, {@code await()} gives that again.
   *
   * @param limit how many, at least 1
   */
  default Deferred<T> receive(int limit) {
    return receive(new Reception<T>(null, limit, null, null));
  }

  /** The same for signals that the filter accepts; it must not wait nor change anything. */
  default Deferred<T> receive(int limit, Predicate<? super T> filter) {
    return receive(new Reception<T>(null, limit, filter, null));
  }

  /** The same for signals whose JSON has something at the path. */
  default Deferred<T> receive(int limit, String jsonPath) {
    return receive(new Reception<T>(null, limit, null, jsonPath));
  }

  /** The same for signals with both. */
  default Deferred<T> receive(int limit, Predicate<? super T> filter, String jsonPath) {
    return receive(new Reception<T>(null, limit, filter, jsonPath));
  }

  /** The same for signals of a type; others stay in the channel. */
  default <S extends T> Deferred<S> receive(Class<S> type) {
    return receive(new Reception<>(type, UNLIMITED, null, null));
  }

  /** The same for signals that the filter accepts; it must not wait nor change anything. */
  default <S extends T> Deferred<S> receive(Class<S> type, Predicate<? super S> filter) {
    return receive(new Reception<>(type, UNLIMITED, filter, null));
  }

  /** The same for signals whose JSON has something at the path. */
  default <S extends T> Deferred<S> receive(Class<S> type, String jsonPath) {
    return receive(new Reception<>(type, UNLIMITED, null, jsonPath));
  }

  /** The same for signals with both. */
  default <S extends T> Deferred<S> receive(
      Class<S> type, Predicate<? super S> filter, String jsonPath) {
    return receive(new Reception<>(type, UNLIMITED, filter, jsonPath));
  }

  /** The same for signals of a type, so many at most. */
  default <S extends T> Deferred<S> receive(Class<S> type, int limit) {
    return receive(new Reception<>(type, limit, null, null));
  }

  /** The same for signals that the filter accepts; it must not wait nor change anything. */
  default <S extends T> Deferred<S> receive(Class<S> type, int limit, Predicate<? super S> filter) {
    return receive(new Reception<>(type, limit, filter, null));
  }

  /** The same for signals whose JSON has something at the path. */
  default <S extends T> Deferred<S> receive(Class<S> type, int limit, String jsonPath) {
    return receive(new Reception<>(type, limit, null, jsonPath));
  }

  /** The same for signals with both. */
  default <S extends T> Deferred<S> receive(
      Class<S> type, int limit, Predicate<? super S> filter, String jsonPath) {
    return receive(new Reception<>(type, limit, filter, jsonPath));
  }
}
