package io.infinitic.functions;

/** A procedure of 0 arguments that may throw. */
@FunctionalInterface
public interface Proc0 {
  void apply() throws Exception;
}
