/** What authors of workflows compile against. Knows no broker and no wire format. */
@NullMarked
package io.infinitic.workflows;

import org.jspecify.annotations.NullMarked;
