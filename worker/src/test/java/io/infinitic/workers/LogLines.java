package io.infinitic.workers;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.Property;

/** Warnings of a class while this is open. */
final class LogLines extends AbstractAppender implements AutoCloseable {

  private final Logger logger;
  private final Level level;
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final List<Throwable> thrown = new CopyOnWriteArrayList<>();

  private LogLines(Logger logger, Level level) {
    super("lines", null, null, true, Property.EMPTY_ARRAY);
    this.logger = logger;
    this.level = level;
  }

  static LogLines of(Class<?> type) {
    return of(type, Level.WARN);
  }

  /** The same with lines of a level that is less than a warning. */
  static LogLines of(Class<?> type, Level level) {
    LogLines lines = new LogLines((Logger) LogManager.getLogger(type), level);
    lines.start();
    Configurator.setLevel(lines.logger.getName(), level);
    lines.logger.addAppender(lines);
    lines.logger.setAdditive(false); // the log of the tests is for what nobody expects
    return lines;
  }

  List<String> lines() {
    return lines;
  }

  /** What the lines print the stack traces of. */
  List<Throwable> thrown() {
    return thrown;
  }

  @Override
  public void append(LogEvent event) {
    if (event.getLevel().isMoreSpecificThan(level)) {
      if (event.getThrown() != null) {
        thrown.add(event.getThrown());
      }
      lines.add(event.getMessage().getFormattedMessage());
    }
  }

  @Override
  public void close() {
    logger.removeAppender(this);
    logger.setAdditive(true);
    Configurator.setLevel(logger.getName(), Level.ERROR);
  }
}
