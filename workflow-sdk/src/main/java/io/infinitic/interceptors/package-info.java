/** What a worker calls around tasks and workflow methods, and what travels from call to call. */
@NullMarked
package io.infinitic.interceptors;

import org.jspecify.annotations.NullMarked;
