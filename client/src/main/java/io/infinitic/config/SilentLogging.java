package io.infinitic.config;

import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.NOPLoggerFactory;

/** Where nothing is logged, nobody would see a task that fails, or a run that is stuck. */
public final class SilentLogging {

  private static final AtomicBoolean TOLD = new AtomicBoolean();

  private SilentLogging() {}

  /** Says so on standard error, once in a process. */
  public static void warn() {
    if (LoggerFactory.getILoggerFactory() instanceof NOPLoggerFactory && !TOLD.getAndSet(true)) {
      System.err.println(
          "Infinitic logs nothing, as there is no SLF4J provider: add one, such as"
              + " org.slf4j:slf4j-simple or ch.qos.logback:logback-classic");
    }
  }
}
