package io.infinitic.functions;

/** A function of 0 arguments that may throw. */
@FunctionalInterface
public interface Func0<R> {
  R apply() throws Exception;
}
