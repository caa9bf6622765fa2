/**
 * The policy as a program: TorchScript source that this module ships as text, loads into libtorch
 * without Python, and calls with ordinary DJL arrays.
 *
 * <p>Read {@link dev.rondo.policy.program.PolicyProgram} (the text and its parts), {@link
 * dev.rondo.policy.program.ProgramModule} and {@link dev.rondo.policy.program.Call} (loading and
 * calling), {@link dev.rondo.policy.program.PolicyModel} (weights, shape and program together),
 * {@link dev.rondo.policy.program.Numerics} (what decides the last bit), {@link
 * dev.rondo.policy.program.Processor} (what it can be pinned to here), {@link
 * dev.rondo.policy.program.NativeHeap} and {@link dev.rondo.policy.program.GpuMemory}; then the
 * resource files beside them, from {@code trunk.py} on.
 *
 * <p>Guarantees: results belong to the manager that the caller names; errors name resource file and
 * line; nothing native outlives {@code close()}.
 */
package dev.rondo.policy.program;
