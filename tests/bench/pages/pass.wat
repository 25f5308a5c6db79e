;; One pass over bytes: how many of them are a given one.
(module
  (memory (export "memory") 1)
  (func (export "count") (param $at i32) (param $end i32) (param $wanted i32) (result i32)
    (local $count i32)
    (local $lanes v128)
    (local.set $lanes (i8x16.splat (local.get $wanted)))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $count
          (i32.add
            (local.get $count)
            (i32.popcnt (i8x16.bitmask (i8x16.eq (v128.load (local.get $at)) (local.get $lanes))))))
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (br $next)))
    (local.get $count)))
