/**
 * A task worker that knows nothing of Infinitic but the {@code .avsc} files and the page
 * docs/other-languages.md: it uses Pulsar's client, Avro's generic records, and no class of the
 * project.
 */
@NullMarked
package io.infinitic.foreign;

import org.jspecify.annotations.NullMarked;
