package io.infinitic.benchmarks.cluster;

/** A part of a cluster that can tell what its process uses. */
public interface Part {

  /** What it uses now. */
  Usage usage();

  /** What it uses when its garbage has been collected. */
  Usage usageAfterCollection();
}
