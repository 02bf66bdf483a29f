package io.infinitic.values;

import io.infinitic.workflows.SendChannel;
import io.infinitic.workflows.Workflow;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.io.Writer;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.locks.Lock;
import java.util.stream.BaseStream;
import org.jspecify.annotations.Nullable;

/** What lives in a process and is no value. */
final class NoValues {

  private static final List<Class<?>> RESOURCES =
      List.of(
          BaseStream.class,
          Executor.class,
          Future.class,
          CompletionStage.class,
          Thread.class,
          ClassLoader.class,
          Lock.class,
          InputStream.class,
          OutputStream.class,
          Reader.class,
          Writer.class);

  private NoValues() {}

  /**
   * Why objects of the class cannot travel; null if they may.
   *
   * @param plain whether Jackson writes them by their getters, for want of something better
   */
  static @Nullable String reason(Class<?> type, boolean plain) {
    if (io.infinitic.workflows.Deferred.class.isAssignableFrom(type)
        || io.infinitic.clients.Deferred.class.isAssignableFrom(type)) {
      return "a Deferred is no value: await it and pass what it gives";
    } else if (SendChannel.class.isAssignableFrom(type)) {
      return "a channel is no value: pass the id of the workflow that has it";
    } else if (Workflow.class.isAssignableFrom(type)) {
      return "a workflow is no value: pass its id";
    } else if (Proxy.isProxyClass(type) && plain) {
      return "a proxy, such as a stub, is no value";
    } else if (type.isHidden() || type.isSynthetic()) {
      return "a lambda is no value";
    }
    for (Class<?> resource : RESOURCES) {
      if (resource.isAssignableFrom(type) && (plain || resource == BaseStream.class)) {
        return "a " + resource.getSimpleName() + " is no value: " + type.getName();
      }
    }
    return plain
            && isOfPlatform(type)
            && !Throwable.class.isAssignableFrom(type)
            && type != StackTraceElement.class
        ? "there is no way to write and read " + type.getName() + " as JSON"
        : null;
  }

  static boolean isOfPlatform(Class<?> type) {
    String name = type.getName();
    return !type.isInterface()
        && type != Object.class
        && (name.startsWith("java.")
            || name.startsWith("javax.")
            || name.startsWith("jdk.")
            || name.startsWith("sun.")
            || name.startsWith("com.sun."));
  }
}
