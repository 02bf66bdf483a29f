package io.infinitic.functions;

/** A procedure of 1 argument that may throw. */
@FunctionalInterface
public interface Proc1<A> {
  void apply(A a) throws Exception;
}
