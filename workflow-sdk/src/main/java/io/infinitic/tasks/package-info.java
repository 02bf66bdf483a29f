/** What authors of tasks compile against. */
@NullMarked
package io.infinitic.tasks;

import org.jspecify.annotations.NullMarked;
